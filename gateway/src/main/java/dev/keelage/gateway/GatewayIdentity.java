package dev.keelage.gateway;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Who this gateway is among its kind.
 *
 * @param instance unique among live gateways; a pod's name in a cluster
 */
public record GatewayIdentity(String instance) {
  static GatewayIdentity of(GatewaySettings settings) {
    return new GatewayIdentity(settings.instance().orElseGet(GatewayIdentity::hostName));
  }

  private static String hostName() {
    // In a pod this is the pod's name, without asking DNS.
    Optional<String> given = Optional.ofNullable(System.getenv("HOSTNAME"));
    return given
        .filter(name -> !name.isBlank())
        .orElseGet(
            () -> {
              try {
                return InetAddress.getLocalHost().getHostName();
              } catch (UnknownHostException e) {
                return "gateway-" + ProcessHandle.current().pid();
              }
            });
  }
}
