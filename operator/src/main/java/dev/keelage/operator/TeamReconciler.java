package dev.keelage.operator;

import dev.keelage.api.Team;
import dev.keelage.operator.status.StatusAuthor;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Reports how Teams stand; what they say is compiled together with everything else. */
@ControllerConfiguration(name = "team", fieldManager = FieldManagers.STATUS)
public final class TeamReconciler implements Reconciler<Team> {
  private final ControlLoop loop;
  private final StatusAuthor author;

  public TeamReconciler(ControlLoop loop, StatusAuthor author) {
    this.loop = loop;
    this.author = author;
  }

  @Override
  public List<EventSource<?, Team>> prepareEventSources(EventSourceContext<Team> context) {
    return List.of(loop.feed(Team.class, context.getPrimaryCache()));
  }

  @Override
  public UpdateControl<Team> reconcile(Team team, Context<Team> context) {
    return StatusPatch.of(team, Team::new, loop.standing(team), author::of);
  }
}
