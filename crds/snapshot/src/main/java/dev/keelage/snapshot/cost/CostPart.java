package dev.keelage.snapshot.cost;

/**
 * A part of what a call costs.
 *
 * @param units integer 10^-10 USD, not 0; negative where an adjustment takes off
 */
public record CostPart(CostClass of, long units) {}
