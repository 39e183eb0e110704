namespace Faultline.Services.CloudFormation.Templates;

/// <summary>What a template is bound in: the stack around it, and what its parameters are given.</summary>
internal sealed record Setting
{
    public required string Account { get; init; }

    public required string Region { get; init; }

    public required string StackName { get; init; }

    public required string StackId { get; init; }

    public IReadOnlyList<string> NotificationArns { get; init; } = [];

    /// <summary>
    /// The values of parameters by name, as the caller gave them (of a stored one, its name in the store).
    /// </summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>What Parameter Store holds, by the name there; lists with commas.</summary>
    public IReadOnlyDictionary<string, string> Stored { get; init; } = new Dictionary<string, string>();

    /// <summary>The zones of a region in the account's names, for <c>Fn::GetAZs</c>.</summary>
    public Func<string, IReadOnlyList<string>> Zones { get; init; } = static _ => [];

    /// <summary>
    /// What rules may ask about. Null where nobody judges rules: they were judged when the edition was asked for.
    /// </summary>
    public Things? Things { get; init; }

    /// <summary>The value of an export of the account and region, or null.</summary>
    public Func<string, string?> Export { get; init; } = static _ => null;

    /// <summary>The facts of a type that is built, or null: which attributes <c>Fn::GetAtt</c> may ask for.</summary>
    public Func<string, Provisioning.TypeFacts?> Facts { get; init; } = static _ => null;
}
