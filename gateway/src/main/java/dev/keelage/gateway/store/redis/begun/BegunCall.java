package dev.keelage.gateway.store.redis.begun;

import dev.keelage.gateway.stage.settle.LedgerEntry;
import dev.keelage.gateway.store.LedgerEntryJson;
import dev.keelage.gateway.store.LedgerRow;
import dev.keelage.gateway.store.Utf8;
import dev.keelage.gateway.store.redis.claim.HeldClaim;
import dev.keelage.gateway.store.redis.lend.Loan;
import dev.keelage.gateway.store.redis.settle.SettleOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A call that was decided here, as the journal and Redis know it while it runs: all that is needed
 * to book it should this gateway die.
 *
 * @param entry the call as an orphan
 * @param claims what it holds
 * @param loans by which the scripts find what each claim's loan still covers, see {@link
 *     Loan#account}
 */
public record BegunCall(
    String tag,
    List<String> spending,
    LedgerEntry entry,
    List<HeldClaim> claims,
    List<String> loans) {
  private static final String MARK = "begun\t";
  private static final char SEPARATOR = '\t';
  private static final int FIELDS_OF_CLAIM = 5;

  public BegunCall {
    spending = List.copyOf(spending);
    claims = List.copyOf(claims);
    loans = List.copyOf(loans);
  }

  public static boolean isBegunCall(String line) {
    return line.startsWith(MARK);
  }

  /** One line for the journal: no part of it has a tabulator or a line break of its own. */
  public void write(Utf8 line) {
    line.append(MARK);
    LedgerEntryJson.write(line, entry);
    line.append(SEPARATOR).append(tag).append(SEPARATOR).append(spending.size());
    for (String counter : spending) {
      line.append(SEPARATOR).append(counter);
    }
    for (int i = 0; i < claims.size(); i++) {
      HeldClaim claim = claims.get(i);
      line.append(SEPARATOR).append(claim.kind());
      line.append(SEPARATOR).append(claim.key());
      line.append(SEPARATOR).append(claim.amount());
      line.append(SEPARATOR).append(claim.expiry());
      line.append(SEPARATOR).append(loans.get(i));
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if it is no call
   */
  public static BegunCall ofLine(String line) {
    String[] fields = line.split(String.valueOf(SEPARATOR), -1);
    try {
      int at = 4 + Integer.parseInt(fields[3]);
      List<String> spending = List.of(fields).subList(4, at);
      List<HeldClaim> claims = new ArrayList<>();
      List<String> loans = new ArrayList<>();
      for (; at < fields.length; at += FIELDS_OF_CLAIM) {
        claims.add(
            new HeldClaim(
                fields[at].charAt(0),
                fields[at + 1],
                0,
                Long.parseLong(fields[at + 2]),
                Long.parseLong(fields[at + 3])));
        loans.add(fields[at + 4]);
      }
      return new BegunCall(fields[2], spending, LedgerEntryJson.decode(fields[1]), claims, loans);
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("not a call: " + e.getMessage(), e);
    }
  }

  /**
   * Its end as an orphan, whether Redis knows of it or not.
   *
   * @param decider under which Redis may have a note of it; empty = not known
   */
  public SettleOrder order(String decider) {
    return order(SettleOrder.Mode.LENT, decider);
  }

  /**
   * The same for any gateway to book that finds the note.
   *
   * @param decider under which it was found
   */
  public SettleOrder orphan(String decider) {
    return order(SettleOrder.Mode.LENT_ORPHAN, decider);
  }

  private SettleOrder order(SettleOrder.Mode mode, String decider) {
    return new SettleOrder(
        mode,
        tag,
        entry.callId(),
        LedgerRow.encode(entry),
        claims,
        claims.stream().map(HeldClaim::amount).toList(),
        loans,
        decider,
        spending,
        entry.costUnits(),
        entry.costUnits());
  }
}
