using System.CommandLine;
using System.CommandLine.Completions;
using Faultline.Kernel.Faults;

namespace Faultline.Commands.Faults;

/// <summary>Begins a fault of any kind, its parameters given by name.</summary>
internal sealed class FaultAdd : Command
{
    private readonly Argument<string> kind = new("KIND")
    {
        Description = "The kind of fault, as `fault kinds` lists them.",
        HelpName = "KIND",
    };

    private readonly Argument<string[]> parameters = new("NAME=VALUE")
    {
        Description = "A parameter of that kind, as zone=use1-az1; several may be given.",
        Arity = ArgumentArity.ZeroOrMore,
        HelpName = "NAME=VALUE",
    };

    private readonly Beginning beginning;

    public FaultAdd() : base("add", "Begin a fault of any kind.")
    {
        kind.CompletionSources.Add(CompleteKind);
        parameters.CompletionSources.Add(Complete);
        Arguments.Add(kind);
        Arguments.Add(parameters);
        beginning = new(this);
        Validators.Add(result =>
        {
            foreach (var problem in Read(result.GetValue(parameters) ?? []).Problems)
            {
                result.AddError(problem);
            }
        });
        SetAction(Run);
    }

    private Task<int> Run(ParseResult parsed, CancellationToken ct) => beginning.Run(
        parsed, parsed.GetValue(kind)!, Read(parsed.GetValue(parameters) ?? []).Given, ct);

    private static (Dictionary<string, string> Given, List<string> Problems) Read(string[] parameters)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        var problems = new List<string>();
        foreach (var text in parameters)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                problems.Add($"a parameter is NAME=VALUE, as zone=use1-az1; not '{text}'.");
            }
            else if (Beginning.OwnMembers.Contains(text[..at]))
            {
                problems.Add($"'{text[..at]}' is no parameter; what it may mean is an option (see --help).");
            }
            else if (!given.TryAdd(text[..at], text[(at + 1)..]))
            {
                problems.Add($"'{text[..at]}' is given twice.");
            }
        }

        return (given, problems);
    }

    /// <summary>Once a kind stands there, it is the parameters' turn.</summary>
    private IEnumerable<CompletionItem> CompleteKind(CompletionContext context)
    {
        var word = context.WordToComplete;
        var there = context.ParseResult.GetValue(kind);
        return there == word || FaultKind.Find(there ?? "") is null
            ? Names.Kinds.Where(name => name.StartsWith(word, StringComparison.Ordinal))
                .Select(name => new CompletionItem(name))
            : [];
    }

    /// <summary>The names of the kind's parameters; after the equals sign, what it may be.</summary>
    private IEnumerable<CompletionItem> Complete(CompletionContext context)
    {
        var word = context.WordToComplete;
        if (FaultKind.Find(context.ParseResult.GetValue(kind) ?? "") is not { } found)
        {
            return [];
        }

        var words = word.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            ? Names.Of(word[..at]).Select(value => $"{word[..at]}={value}")
            : found.Parameters.Select(parameter => $"{parameter.Name}=");
        return words.Where(each => each.StartsWith(word, StringComparison.Ordinal))
            .Select(each => new CompletionItem(each));
    }
}
