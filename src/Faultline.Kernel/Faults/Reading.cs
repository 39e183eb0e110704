using System.Globalization;
using Faultline.Kernel.Places;
using Faultline.Kernel.Times;

namespace Faultline.Kernel.Faults;

/// <summary>
/// Reads the parameters of a fault, and collects everything that is wrong with them, so that whoever asked hears all of
/// it at once. What could not be read comes back as something harmless: with a problem noted, nobody uses it.
/// </summary>
public sealed class Reading(
    Atlas atlas, IVocabulary words, IReadOnlyDictionary<string, string> given, List<string> problems)
{
    public static readonly TimeSpan SpanMax = TimeSpan.FromDays(365);

    public IReadOnlyList<string> Problems => problems;

    /// <summary>Reads a fault of that kind; null when anything is wrong, and then the problems say what.</summary>
    public static Fault? Fault(
        string kind,
        IReadOnlyDictionary<string, string> given,
        Atlas atlas,
        IVocabulary words,
        List<string> problems)
    {
        if (FaultKind.Find(kind) is not { } found)
        {
            var near = Nearest.To(kind, FaultKind.All.Select(each => each.Name));
            problems.Add($"There is no kind of fault '{kind}'.{near} `faultline fault kinds` lists them.");
            return null;
        }

        var before = problems.Count;
        foreach (var name in given.Keys.Order(StringComparer.Ordinal))
        {
            if (found.Parameters.All(parameter => parameter.Name != name))
            {
                var known = found.Parameters.Select(parameter => parameter.Name).ToArray();
                problems.Add($"{kind} has no parameter '{name}'; it has {string.Join(", ", known)}.");
            }
        }

        foreach (var parameter in found.Parameters)
        {
            if (parameter.Needed && !given.ContainsKey(parameter.Name))
            {
                problems.Add($"{kind} needs '{parameter.Name}': {parameter.Says}.");
            }
        }

        var fault = found.Read(new(atlas, words, given, problems));
        return problems.Count == before ? fault : null;
    }

    public string? Text(string name) => given.GetValueOrDefault(name);

    public Domain Place(string name, params DomainKind[] kinds)
    {
        if (Text(name) is not { } text)
        {
            return atlas.Everything;
        }

        if (atlas.TryFind(text, out var place) && (kinds.Length == 0 || kinds.Contains(place.Kind)))
        {
            return place;
        }

        var candidates = atlas.Names.Where(each => atlas.TryFind(each, out var found)
            && (kinds.Length == 0 || kinds.Contains(found.Kind)));
        var what = kinds.Length == 0
            ? "place"
            : string.Join(" or ", kinds.Select(kind => kind.ToString().ToLowerInvariant()));
        problems.Add($"{name}: there is no {what} '{text}'.{Nearest.To(text, candidates)}");
        return atlas.Everything;
    }

    public Domain Zone(string name = "zone") => Place(name, DomainKind.Zone);

    /// <summary>A region; everything when none is named.</summary>
    public Domain Region(string name = "region") => Place(name, DomainKind.Region);

    /// <summary>Two places that differ.</summary>
    public (Domain From, Domain To) Pair()
    {
        var (from, to) = (Place("from"), Place("to"));
        if (Text("from") is { } one && one == Text("to"))
        {
            problems.Add($"to: a link leads from one place to another, not from '{one}' to itself.");
        }

        return (from, to);
    }

    public double Share(string name = "share", double unless = 1)
    {
        if (Text(name) is not { } text)
        {
            return unless;
        }

        var percent = text.EndsWith('%');
        if (double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var share))
        {
            share = percent ? share / 100 : share;
            if (share is >= 0 and <= 1)
            {
                return share;
            }
        }

        problems.Add($"{name} is a share from 0 to 1 (or 0% to 100%); not '{text}'.");
        return unless;
    }

    public TimeSpan Span(string name, TimeSpan unless = default, bool mayBeNegative = false)
    {
        if (Text(name) is not { } text)
        {
            return unless;
        }

        if (!Spans.TryRead(text, out var span))
        {
            problems.Add($"{name} is a span of time such as 200ms, 30s, 2m or 1h30m; not '{text}'.");
            return unless;
        }

        if (span < TimeSpan.Zero && !mayBeNegative)
        {
            problems.Add($"{name} cannot be negative; it is '{text}'.");
            return unless;
        }

        if (span.Duration() > SpanMax)
        {
            problems.Add($"{name} is at most a year; not '{text}'.");
            return unless;
        }

        return span;
    }

    public double Number(string name, double unless, double min, double max)
    {
        if (Text(name) is not { } text)
        {
            return unless;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)
        {
            return number;
        }

        problems.Add(string.Create(
            CultureInfo.InvariantCulture, $"{name} is a number from {min} to {max}; not '{text}'."));
        return unless;
    }

    public string OneOf(string name, string unless, params string[] known)
    {
        if (Text(name) is not { } text || known.Contains(text))
        {
            return Text(name) ?? unless;
        }

        problems.Add($"{name} is one of {string.Join(", ", known)}; not '{text}'.");
        return unless;
    }

    public bool Flag(string name) => OneOf(name, "false", "true", "false") == "true";

    /// <summary>Which calls: service and operation as they are known, region, account, resource, share.</summary>
    public GateScope Calls()
    {
        var service = Service();
        var operation = Text("operation");
        if (operation is not null && service is null && Text("service") is null)
        {
            problems.Add($"operation: say the service of {operation} too, as in --service sqs.");
        }
        else if (operation is not null && service is not null
            && words.Operations(service) is var known && !known.Contains(operation))
        {
            problems.Add($"operation: {service} has no '{operation}'.{Nearest.To(operation, known)}");
        }

        return new(Region())
        {
            Service = service,
            Operation = operation,
            Account = Account(),
            Resource = Text("resource"),
            Caller = Caller(),
            Share = Share(),
        };
    }

    public string? Service()
    {
        if (Text("service") is not { } text || words.Services.Contains(text))
        {
            return Text("service");
        }

        problems.Add($"service: there is no '{text}'.{Nearest.To(text, words.Services)}");
        return null;
    }

    /// <summary>
    /// A place, or a resource wherever it is. Seams know resources by their ids: of an ARN the id is taken, and its
    /// region is the place.
    /// </summary>
    public Scope Scope(ulong salt = 0)
    {
        const string Name = "resource";
        var scope = new Scope(Place("place"), Text(Name), Share(), salt);
        if (scope.Resource?.StartsWith("arn:", StringComparison.Ordinal) != true)
        {
            return scope;
        }

        // arn:PARTITION:SERVICE:REGION:ACCOUNT:TYPE/ID
        if (scope.Resource.Split(':', 6) is not [_, _, _, var region, var account, var rest]
            || rest[(rest.LastIndexOfAny([':', '/']) + 1)..] is not { Length: > 0 } id)
        {
            problems.Add($"{Name}: '{scope.Resource}' is no whole ARN; say the id alone.");
            return scope;
        }

        if (atlas.Region(region) is not { } place)
        {
            var near = Nearest.To(region, atlas.Regions.Select(each => each.Name));
            problems.Add($"{Name}: there is no region '{region}'.{near}");
            return scope;
        }

        return scope with { Place = Text("place") is null ? place : scope.Place, Resource = id, Account = account };
    }

    /// <summary>Who calls, by an ARN.</summary>
    public string? Caller()
    {
        if (Text("caller") is { } text && !text.StartsWith("arn:", StringComparison.Ordinal))
        {
            problems.Add($"caller is the ARN of a role, a user or a session; not '{text}'.");
        }

        return Text("caller");
    }

    /// <summary>An Auto Scaling group by its ARN, as <see cref="Asker"/> calls it.</summary>
    public string? Group()
    {
        const string Name = ":autoScalingGroupName/";
        if (Text("group") is not { } text)
        {
            return null;
        }

        if (text.Split(':', 6) is ["arn", _, "autoscaling", _, var account, var rest]
            && rest.IndexOf(Name, StringComparison.Ordinal) is > 0 and var at)
        {
            return Asker.GroupOf(account, rest[(at + Name.Length)..]);
        }

        problems.Add($"group is the ARN of an Auto Scaling group; not '{text}'.");
        return null;
    }

    private string? Account()
    {
        if (Text("account") is { } text && (text.Length != 12 || text.Any(c => !char.IsAsciiDigit(c))))
        {
            problems.Add($"account is twelve digits; not '{text}'.");
        }

        return Text("account");
    }
}
