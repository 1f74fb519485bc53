package dev.keelage.gateway.stage.guard;

/** What all guards of a gateway have in common. */
record GuardContext(GuardBounds bounds, GuardSignals signals) {}
