using System.Xml.Linq;
using Faultline.Drills.Plans;
using static Faultline.Drills.Reports.Pages.Tag;

namespace Faultline.Drills.Reports.Pages;

/// <summary>What was played: the workload, the strikes, what steady means.</summary>
internal static class PlanSection
{
    public static IEnumerable<XElement?> Write(DrillPlan plan)
    {
        yield return E("p", $"Steady means that {Texts.Share(plan.Steady.Success)} of all attempts succeed"
            + (plan.Steady.P99 is { } p99 ? $" with a p99 of at most {Texts.Set(p99)}" : "")
            + $", for {Texts.Set(plan.Steady.For)} without a break.");
        yield return plan.Strikes.IsEmpty ? E("p", "Nothing was struck.") : Table(
            "Strikes, in the order of the plan",
            ["at", "kind", "what"],
            plan.Strikes.Select(strike => new object?[]
            {
                Texts.Since(strike.At.TotalSeconds), strike.Kind(), strike.Told(),
            }));
        yield return plan.Probes.IsEmpty ? null : Table(
            "The workload",
            ["probe", "what it does", "attempts a second", "clients", "timeout", "retries"],
            plan.Probes.Select(probe => new object?[]
            {
                probe.Name, Does(probe), probe.Rate.ToString("0.##"), probe.Clients, Texts.Set(probe.Timeout),
                probe.Retries,
            }));
        yield return plan.Stacks.IsEmpty ? null : Table(
            "Stacks",
            ["stack", "region", "template"],
            plan.Stacks.Select(stack => new object?[] { stack.Name, stack.Region, stack.TemplateFile }));
    }

    private static string Does(ProbePlan probe) => probe switch
    {
        HttpPlan http => $"{http.Method} {http.Url}",
        PostgresWriterPlan => "writes rows to PostgreSQL",
        PostgresReaderPlan reader => $"reads the newest row of {reader.Writer}",
        QueueProducerPlan => "sends messages",
        QueueConsumerPlan => "receives and deletes messages",
        _ => "",
    };
}
