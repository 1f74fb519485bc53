package dev.keelage.gateway.path;

import dev.keelage.testkit.vendor.MockVendor;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A vendor and a gateway before it, for all tests of a class. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class VendorCase {
  MockVendor vendor;
  RunningGateway gateway;

  /** What the gateway serves; the vendor is there. */
  abstract Fleet fleet();

  /** Settings of the gateway by name, beside its defaults. */
  Map<String, String> settings() {
    return Map.of();
  }

  @BeforeAll
  void start() {
    vendor = MockVendor.start();
    gateway = RunningGateway.start(fleet(), settings());
  }

  @AfterAll
  void stop() {
    gateway.close();
    vendor.close();
  }

  @BeforeEach
  void forgetWhatWas() {
    vendor.reset();
    gateway.books().forget();
  }
}
