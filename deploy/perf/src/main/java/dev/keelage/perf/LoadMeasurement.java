package dev.keelage.perf;

import dev.keelage.perf.Outcome.LegFacts;
import dev.keelage.perf.leg.Direct;
import dev.keelage.perf.leg.Leg;
import dev.keelage.perf.leg.Nginx;
import dev.keelage.perf.leg.Site;
import dev.keelage.perf.load.LoadProcess;
import dev.keelage.perf.process.Child;
import dev.keelage.perf.process.Cpus;
import dev.keelage.perf.process.ProcessUsage;
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

  private final Deque<Leg> legs = new ArrayDeque<>();
  private final List<String> absent = new ArrayList<>();

  private LoadMeasurement() {}

  static Outcome run(Plan plan) throws IOException, InterruptedException {
    Cpus cpus = Cpus.allowed();
    cpus.leaveProxyCore();
    try (UpstreamProcess vendor = new UpstreamProcess(partner(cpus, "upstream"));
        LoadProcess load = new LoadProcess(partner(cpus, "load"))) {
      return new LoadMeasurement().run(plan, load, new Site(vendor.port(), cpus, WORK));
    }
  }

  private static Child partner(Cpus cpus, String part) throws IOException {
    return Child.partner(cpus.others(), Child.self(part), WORK.resolve(part + ".log"));
  }

  private Outcome run(Plan plan, LoadProcess load, Site site)
      throws IOException, InterruptedException {
    try {
      start(site);
      List<Leg> running = List.copyOf(legs);
      List<Sample> samples = new Bench(load, plan).measure(running);
      List<LegFacts> facts = new ArrayList<>();
      for (Leg leg : running) {
        facts.add(facts(leg));
      }
      return new Outcome(plan, samples, facts, absent);
    } finally {
      legs.descendingIterator().forEachRemaining(Leg::close);
    }
  }

  private void start(Site site) throws IOException, InterruptedException {
    legs.add(new Direct(site.upstreamPort()));
    Optional<Path> nginx = Nginx.executable();
    if (nginx.isPresent()) {
      legs.add(Nginx.start(nginx.get(), site));
    } else {
      absent.add("nginx is not installed (Debian: `apt-get install nginx`; macOS has no taskset)");
    }
  }

  private static LegFacts facts(Leg leg) throws IOException {
    Optional<Long> resident = Optional.empty();
    if (leg.proxy().isPresent()) {
      ProcessUsage usage = leg.proxy().get().usage();
      resident = Optional.of(usage.residentBytes());
    }
    return new LegFacts(leg.title(), leg.firstAnswer(), resident);
  }
}
