using Faultline.Drills.Ledgers;

namespace Faultline.Drills.Reports;

/// <summary>What the ledger of a probe says.</summary>
internal static class LedgerFindings
{
    public static IEnumerable<Finding> Of(LedgerVerdict one) => [.. Broken(one), .. Odd(one)];

    /// <summary>Promises that were broken.</summary>
    private static IEnumerable<Finding> Broken(LedgerVerdict one)
    {
        if (one.AcknowledgedLost > 0)
        {
            yield return new(
                Severity.Failure,
                $"Acknowledged writes of {one.Probe} are lost",
                $"{Texts.Count(one.AcknowledgedLost)} of {Texts.Count(one.Acknowledged)} writes that somebody was told "
                    + "are kept are gone."
                    + (one.Rpo is { } rpo ? $" They are of a span of {Texts.Span(rpo)}." : ""))
            {
                Advice = "Acknowledge only what is in two zones: a synchronous standby, a queue. Restore to the second "
                    + "before the strike what was destroyed.",
            };
        }

        if (one.Divergent > 0)
        {
            yield return new(
                Severity.Failure,
                $"{one.Probe} has two histories",
                $"{Texts.Count(one.Divergent)} entries are there that were not sent so: two sides took writes at once.")
            {
                Advice = "Fence the old primary before another one is promoted.",
            };
        }
    }

    /// <summary>What is not lost, and not as it should be either.</summary>
    private static IEnumerable<Finding> Odd(LedgerVerdict one)
    {
        if (one.Duplicated > 0)
        {
            yield return new(
                Severity.Note,
                $"Some of {one.Probe} is there twice",
                $"{Texts.Count(one.Duplicated, "write is", "writes are")} kept more than once: clients tried again.")
            {
                Advice = "Give each write a key of its own, so that a second one changes nothing.",
            };
        }

        if (one.StaleReads > 0)
        {
            yield return new(
                Severity.Note,
                $"{one.Probe} read what was old",
                $"{Texts.Count(one.StaleReads, "read", "reads")} showed less than one before them.")
            {
                Advice = "Read from the primary what must be new; a replica lags.",
            };
        }

        if (one.DeadLetters > 0)
        {
            yield return new(
                Severity.Weakness,
                $"Messages of {one.Probe} ended in the dead-letter queue",
                $"{Texts.Count(one.DeadLetters)} messages were received too often without being done. They are not "
                    + "lost, but nobody does them.")
            {
                Advice = "Send them back with `aws sqs start-message-move-task`; let consumers outlast the failure.",
            };
        }
    }
}
