package dev.keelage.operator;

import dev.keelage.api.Team;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.List;

/** Reports how Teams stand; what they say is compiled together with everything else. */
@ControllerConfiguration(name = "team", fieldManager = FieldManagers.STATUS)
final class TeamReconciler implements Reconciler<Team> {
  private final Reporter reporter;

  TeamReconciler(Reporter reporter) {
    this.reporter = reporter;
  }

  @Override
  public List<EventSource<?, Team>> prepareEventSources(EventSourceContext<Team> context) {
    return reporter.feeds().of(context);
  }

  @Override
  public UpdateControl<Team> reconcile(Team team, Context<Team> context) {
    return reporter
        .writer()
        .write(team, Team::new, reporter.loop().standing(team), reporter.author()::of);
  }
}
