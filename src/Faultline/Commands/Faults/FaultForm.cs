using System.CommandLine;
using System.CommandLine.Parsing;
using Faultline.Kernel.Faults;

namespace Faultline.Commands.Faults;

/// <summary>
/// The command of a friendly form. Which options it has, and what they say, follows from the kinds of faults it can
/// begin; values are the server's to judge, so that all that is wrong with them is said at once.
/// </summary>
internal sealed class FaultForm : Command
{
    /// <summary>Parameters that are true when they are named.</summary>
    private static readonly string[] flags = ["one-way"];

    private readonly Form form;
    private readonly Dictionary<Target, Argument<string>> targets = [];
    private readonly Dictionary<Way, Option> ways = [];
    private readonly SortedDictionary<string, Option<string>> parameters = new(StringComparer.Ordinal);
    private readonly Beginning beginning;

    public FaultForm(Form form) : base(form.Name, form.Says)
    {
        this.form = form;
        foreach (var target in form.Targets)
        {
            Arguments.Add(targets[target] = Argument(target));
        }

        foreach (var way in form.Ways.Where(way => way.Option is not null))
        {
            Options.Add(ways[way] = OptionOf(way));
        }

        foreach (var option in ParametersLeft())
        {
            Options.Add(option);
        }

        beginning = new(this);
        Validators.Add(Check);
        SetAction(Run);
    }

    private Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        var way = Chosen(parsed.CommandResult)[0];
        return beginning.Run(parsed, way.Kind, Given(parsed, way), ct);
    }

    private Argument<string> Argument(Target target)
    {
        var argument = new Argument<string>(target.Name)
        {
            Description = target.Says
                ?? Capital(Says(target.Parameter)) + (target.Else is { } other ? $"; or --{other}." : "."),
            HelpName = target.Name,
            Arity = target.Else is null ? ArgumentArity.ExactlyOne : ArgumentArity.ZeroOrOne,
        };
        argument.CompletionSources.From(
            target.Then is null ? _ => Names.Of(target.Parameter).Except(["others"]) : Names.Apis);
        return argument;
    }

    private static Option OptionOf(Way way)
    {
        var says = $"{FaultKind.Find(way.Kind)!.Says}. ({way.Kind})";
        if (way.Sets is null)
        {
            return new Option<bool>(way.Option!) { Description = says };
        }

        var option = new Option<string>(way.Option!)
        {
            Description = says,
            HelpName = way.Among is [] ? way.Sets.ToUpperInvariant() : string.Join('|', way.Among),
            Arity = way.MayBeBare ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };
        option.CompletionSources.From(_ => way.Among);
        return option;
    }

    /// <summary>An option for each parameter of the kinds that neither a target nor a way sets.</summary>
    private IEnumerable<Option> ParametersLeft()
    {
        foreach (var name in form.Ways.SelectMany(way => FaultKind.Find(way.Kind)!.Parameters, (_, each) => each.Name)
            .Distinct().Where(name => !IsSetElsewhere(name)))
        {
            var with = Takers(name);
            var option = new Option<string>($"--{name}")
            {
                Description = Capital(Says(name)) + (with.Length < form.Ways.Count ? $" (with {Or(with)})." : "."),
                HelpName = name.ToUpperInvariant(),
                Arity = flags.Contains(name) ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
            };
            option.CompletionSources.From(_ => Names.Of(name));
            parameters.Add(name, option);
            yield return option;
        }
    }

    private bool IsSetElsewhere(string name) =>
        form.Targets.Any(target => target.Parameter == name || target.Then == name)
        || form.Ways.Any(way => way.Sets == name || way.Option == $"--{name}");

    /// <summary>What can be seen to be wrong without asking the server.</summary>
    private void Check(CommandResult result)
    {
        foreach (var target in form.Targets.Where(target => target.Else is not null))
        {
            if (IsGiven(result, targets[target]) == IsGiven(result, parameters[target.Else!]))
            {
                result.AddError($"say where: {target.Name}, or --{target.Else}; one of the two.");
            }
        }

        switch (Chosen(result))
        {
            case []:
                result.AddError($"say how: {Or([.. form.Ways.SelectMany(Signs)])}.");
                break;
            case [var way]:
                CheckFits(result, way);
                break;
            case var several:
                result.AddError($"choose one of {Or([.. several.SelectMany(Signs)])}: each is a fault of its own.");
                break;
        }
    }

    /// <summary>What was given is a parameter of the chosen kind.</summary>
    private void CheckFits(CommandResult result, Way way)
    {
        var known = FaultKind.Find(way.Kind)!.Parameters.Select(parameter => parameter.Name).ToArray();
        foreach (var (name, option) in parameters)
        {
            if (IsGiven(result, option) && !known.Contains(name))
            {
                result.AddError($"--{name} does not go with {NameOf(way)}, but with {Or(Takers(name))}.");
            }
        }

        foreach (var (target, argument) in targets)
        {
            if (IsGiven(result, argument) && !known.Contains(target.Parameter))
            {
                result.AddError($"{NameOf(way)} takes no {target.Name}; say --{target.Else}.");
            }
        }
    }

    /// <summary>The ways that the command line names, or else the one that needs no name.</summary>
    private Way[] Chosen(CommandResult result)
    {
        var named = form.Ways.Where(way => ways.TryGetValue(way, out var option) && IsGiven(result, option)).ToArray();
        return named.Length > 0
            ? named
            : [.. form.Ways.Where(way => way.Option is null
                && (way.NeedsOneOf is [] || way.NeedsOneOf.Any(name => IsGiven(result, parameters[name]))))];
    }

    private Dictionary<string, string> Given(ParseResult parsed, Way way)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (target, argument) in targets)
        {
            if (parsed.GetValue(argument) is { } text)
            {
                var parts = target.Then is null ? [text] : text.Split(':', 2);
                given.Add(target.Parameter, parts[0]);
                if (parts is [_, var then])
                {
                    given.Add(target.Then!, then);
                }
            }
        }

        if (way.Sets is { } set && ways[way] is Option<string> own && parsed.GetValue(own) is { } value)
        {
            given.Add(set, value);
        }

        foreach (var (name, option) in parameters)
        {
            if (parsed.GetResult(option) is { Implicit: false })
            {
                given.Add(name, parsed.GetValue(option) ?? "true");
            }
        }

        return given;
    }

    private string Says(string parameter) => form.Ways
        .SelectMany(way => FaultKind.Find(way.Kind)!.Parameters)
        .First(each => each.Name == parameter).Says;

    private string[] Takers(string parameter) =>
    [
        .. form.Ways
            .Where(way => FaultKind.Find(way.Kind)!.Parameters.Any(each => each.Name == parameter))
            .Select(NameOf),
    ];

    private string NameOf(Way way) => way.Option ?? $"plain `fault {form.Name}`";

    private static string[] Signs(Way way) =>
        way.Option is { } option ? [option] : [.. way.NeedsOneOf.Select(name => $"--{name}")];

    private static bool IsGiven(CommandResult result, Option option) =>
        result.GetResult(option) is { Implicit: false };

    private static bool IsGiven(CommandResult result, Argument argument) =>
        result.GetResult(argument) is { Tokens.Count: > 0 };

    private static string Or(string[] words) =>
        words.Length < 2 ? string.Concat(words) : $"{string.Join(", ", words[..^1])} or {words[^1]}";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
