package dev.keelage.perf;

import dev.keelage.perf.Outcome.LegFacts;
import dev.keelage.perf.leg.AotCache;
import dev.keelage.perf.leg.Books;
import dev.keelage.perf.leg.Direct;
import dev.keelage.perf.leg.Gateway;
import dev.keelage.perf.leg.GatewayJvm;
import dev.keelage.perf.leg.Leg;
import dev.keelage.perf.leg.Nginx;
import dev.keelage.perf.leg.Site;
import dev.keelage.perf.load.LoadProcess;
import dev.keelage.perf.process.Child;
import dev.keelage.perf.process.Cpus;
import dev.keelage.perf.upstream.UpstreamProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Sets everything up, measures, takes everything down. */
final class LoadMeasurement {
  private static final Path WORK = Path.of("deploy/perf/target/perf");

  private final Options options;
  private final List<String> jvm;
  private final UpstreamProcess vendor;
  private final Site site;
  private final Deque<Leg> legs = new ArrayDeque<>();
  private final List<String> absent = new ArrayList<>();

  private LoadMeasurement(Options options, List<String> jvm, UpstreamProcess vendor, Site site) {
    this.options = options;
    this.jvm = jvm;
    this.vendor = vendor;
    this.site = site;
  }

  static Outcome run(Options options) throws IOException, InterruptedException {
    Cpus cpus = Cpus.allowed();
    cpus.leaveProxyCore();
    List<String> jvm = GatewayJvm.flags(options.jvm());
    try (UpstreamProcess vendor = new UpstreamProcess(partner(cpus, "upstream"));
        LoadProcess load = new LoadProcess(partner(cpus, "load"))) {
      Site site = new Site(vendor.port(), cpus, WORK);
      return new LoadMeasurement(options, jvm, vendor, site).run(load);
    }
  }

  private static Child partner(Cpus cpus, String part) throws IOException {
    return Child.partner(cpus.others(), Child.self(part), WORK.resolve(part + ".log"));
  }

  private Outcome run(LoadProcess load) throws IOException, InterruptedException {
    try {
      AotCache cache = AotCache.train(site, jvm, load);
      start(cache.added(jvm));
      List<Leg> running = List.copyOf(legs);
      List<Sample> samples = new Bench(load, options.plan()).measure(running);
      List<LegFacts> facts = new ArrayList<>();
      for (Leg leg : running) {
        facts.add(facts(leg));
      }
      return new Outcome(options.plan(), samples, facts, absent, jvm, cache.firstAnswerWithout());
    } finally {
      legs.descendingIterator().forEachRemaining(Leg::close);
    }
  }

  /** One after the other, so that each start has its core for itself. */
  private void start(List<String> gatewayJvm) throws IOException, InterruptedException {
    if (options.wants("direct")) {
      legs.add(new Direct(site.upstreamPort()));
    }
    Optional<Path> nginx = Nginx.executable();
    if (nginx.isEmpty()) {
      absent.add("nginx, which is not installed (Debian, Ubuntu: `apt-get install nginx`)");
    } else if (options.wants("nginx")) {
      legs.add(Nginx.start(nginx.get(), site));
    }
    for (Gateway.Rule rule : options.rules()) {
      if (options.wants(rule.title())) {
        legs.add(Gateway.start(rule, site, gatewayJvm));
      }
    }
  }

  private LegFacts facts(Leg leg) throws IOException, InterruptedException {
    Optional<Long> resident = Optional.empty();
    if (leg.proxy().isPresent()) {
      resident = Optional.of(leg.proxy().get().usage().residentBytes());
    }
    Optional<Books> books = Optional.empty();
    if (leg instanceof Gateway gateway) {
      books = Optional.of(gateway.books(vendor));
    }
    return new LegFacts(leg.title(), leg.firstAnswer(), resident, books);
  }
}
