package dev.keelage.operator;

import dev.keelage.operator.status.StatusAuthor;

/**
 * What every reconciler needs: its event sources, how its objects stand, and who writes it down.
 */
record Reporter(Feeds feeds, ControlLoop loop, StatusAuthor author, StatusWriter writer) {}
