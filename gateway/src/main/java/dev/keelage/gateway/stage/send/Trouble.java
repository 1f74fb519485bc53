package dev.keelage.gateway.stage.send;

/** What kept a deployment from answering. */
public enum Trouble {
  /** 429. */
  RATE_LIMITED,
  /** 5xx or 408, or such an error event in a stream. */
  OVERLOADED,
  /** 401 or 403: the gateway's own credentials. */
  CREDENTIALS,
  /** Another 4xx: the call itself. */
  CALL,
  /** No connection: address, name, TLS. */
  CONNECT,
  /** Nothing came in time. */
  TIMEOUT,
  /** The connection broke, or the answer made no sense. */
  BROKEN,
  /** The deployment's dialect has no words for the call. */
  UNFIT,
  /** A limit of the deployment or its provider, or a budget of the provider, has no room. */
  FULL
}
