package dev.keelage.gateway.stage.settle;

import java.math.BigDecimal;

/**
 * What a call was booked at.
 *
 * @param cost USD with at most 10 decimals
 * @param priced false if the deployment has no price and policy served it anyway
 */
public record Receipt(BigDecimal cost, boolean priced) {}
