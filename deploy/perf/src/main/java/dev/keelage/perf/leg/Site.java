package dev.keelage.perf.leg;

import dev.keelage.perf.process.Cpus;
import java.nio.file.Path;

/**
 * Where legs are set up.
 *
 * @param upstreamPort of the mock vendor
 * @param cpus who runs where
 * @param work an empty directory for configuration and logs
 */
public record Site(int upstreamPort, Cpus cpus, Path work) {}
