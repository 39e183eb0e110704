using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Faultline.Drills.Sites;
using Faultline.Kernel.Faults;

namespace Faultline.Drills.Plans;

/// <summary>Puts what became known into a plan: the outputs of its stacks, and the zones of its region. Pure.</summary>
internal sealed class Resolution(IReadOnlyDictionary<string, string> values, Action<string> missing)
{
    /// <summary>What a plan needs to know, by name.</summary>
    public static IReadOnlySet<string> Needs(DrillPlan plan)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var asking = new Resolution(new Dictionary<string, string>(), name => names.Add(name));
        asking.Of(plan);
        foreach (var stack in plan.Stacks)
        {
            asking.Of(stack);
        }

        return names;
    }

    /// <summary>Fills a plan, or says all that nothing is called.</summary>
    public static DrillPlan Fill(DrillPlan plan, IReadOnlyDictionary<string, string> values) =>
        Checked(values, filling => filling.Of(plan));

    /// <summary>Fills the parameters of a stack.</summary>
    public static StackPlan Fill(StackPlan stack, IReadOnlyDictionary<string, string> values) =>
        Checked(values, filling => filling.Of(stack));

    private static T Checked<T>(IReadOnlyDictionary<string, string> values, Func<Resolution, T> fill)
    {
        var problems = new List<string>();
        var filled = fill(new(values, name =>
        {
            var says = $"nothing is called ${{{name}}}.{Nearest.To(name, values.Keys)} There are "
                + $"{string.Join(", ", values.Keys.Order(StringComparer.Ordinal))}.";
            if (!problems.Contains(says))
            {
                problems.Add(says);
            }
        }));
        return problems.Count > 0 ? throw new DrillRefused(problems) : filled;
    }

    private DrillPlan Of(DrillPlan plan) => plan with
    {
        Probes = [.. plan.Probes.Select(Of)],
        Strikes = [.. plan.Strikes.Select(Of)],
    };

    private StackPlan Of(StackPlan stack) => stack with { Parameters = Of(stack.Parameters) };

    private ProbePlan Of(ProbePlan probe) => probe switch
    {
        HttpPlan http => http with
        {
            Url = Fill(http.Url),
            Body = Given(http.Body),
            ContentType = Given(http.ContentType),
            ZoneHeader = Fill(http.ZoneHeader),
            ReadBack = Given(http.ReadBack),
        },
        PostgresWriterPlan writer => writer with { Database = Of(writer.Database) },
        PostgresReaderPlan reader => reader with { Database = Of(reader.Database) },
        QueueProducerPlan producer => producer with { Url = Fill(producer.Url) },
        QueueConsumerPlan consumer => consumer with
        {
            Url = Fill(consumer.Url),
            DeadLetters = Given(consumer.DeadLetters),
        },
        _ => probe,
    };

    private StrikePlan Of(StrikePlan strike) => Filled(strike) with { Says = Fill(strike.Says) };

    private StrikePlan Filled(StrikePlan strike) => strike switch
    {
        FaultStrike fault => fault with { Given = Of(fault.Given) },
        ExperimentStrike experiment => experiment with { Template = FillJson(experiment.Template) },
        ScenarioStrike scenario => scenario with { Parameters = Of(scenario.Parameters) },
        CallStrike call => call with
        {
            Region = Given(call.Region),
            Input = FillJson(call.Input),
            Then = call.Then is not { } then ? null : then with
            {
                Input = FillJson(then.Input), Path = Fill(then.Path), Value = Fill(then.Value),
            },
        },
        SqlStrike sql => sql with { Database = Of(sql.Database), Sql = Fill(sql.Sql) },
        _ => strike,
    };

    private DatabasePlan Of(DatabasePlan database) => new(
        Fill(database.Host), Fill(database.Port), Fill(database.Database), Fill(database.User),
        Fill(database.Password));

    private ImmutableSortedDictionary<string, string> Of(ImmutableSortedDictionary<string, string> texts) =>
        texts.ToImmutableSortedDictionary(each => each.Key, each => Fill(each.Value), StringComparer.Ordinal);

    /// <summary>Into JSON a value goes as a part of a text.</summary>
    private string FillJson(string json) => Fill(json, values.ToDictionary(
        each => each.Key,
        each => JsonEncodedText.Encode(each.Value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        StringComparer.Ordinal));

    private string? Given(string? text) => text is null ? null : Fill(text);

    private string Fill(string text) => Fill(text, values);

    private string Fill(string text, IReadOnlyDictionary<string, string> from) =>
        References.Fill(text, from, missing);
}
