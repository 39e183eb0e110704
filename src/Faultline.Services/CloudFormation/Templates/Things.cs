namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// The things of an account and region that rules ask about, by the type of the parameters that name such.
/// </summary>
internal sealed record Things(IReadOnlyDictionary<string, IReadOnlyList<Thing>> All)
{
    public static Things None { get; } = new(new Dictionary<string, IReadOnlyList<Thing>>());

    public IReadOnlyList<Thing> Of(string type) => All.GetValueOrDefault(type) ?? [];
}

/// <summary>One of them, with those of its attributes that were asked for, as <c>Tags.Team</c>.</summary>
internal sealed record Thing(string Id, IReadOnlyDictionary<string, string> Attributes);
