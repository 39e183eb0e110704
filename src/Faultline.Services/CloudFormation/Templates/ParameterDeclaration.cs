namespace Faultline.Services.CloudFormation.Templates;

/// <summary>A parameter as the template declares it.</summary>
internal sealed record ParameterDeclaration(string Name, string Type)
{
    private const string StoredPrefix = "AWS::SSM::Parameter::Value<";

    public string? Default { get; init; }

    public string? Description { get; init; }

    public bool NoEcho { get; init; }

    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    public string? AllowedPattern { get; init; }

    public int? MinLength { get; init; }

    public int? MaxLength { get; init; }

    public double? MinValue { get; init; }

    public double? MaxValue { get; init; }

    public string? ConstraintDescription { get; init; }

    /// <summary>
    /// Whether the value is the name of a parameter in Parameter Store, to be looked up before binding.
    /// </summary>
    public bool IsStored => Type.StartsWith(StoredPrefix, StringComparison.Ordinal);

    /// <summary>The type of the value itself; of a stored one, of what is stored.</summary>
    public string ValueType => IsStored ? Type[StoredPrefix.Length..^1] : Type;

    public bool IsList => ValueType == "CommaDelimitedList" || ValueType.StartsWith("List<", StringComparison.Ordinal);

    /// <summary>The type of the value, or of each in a list.</summary>
    public string ItemType => ValueType.StartsWith("List<", StringComparison.Ordinal) ? ValueType[5..^1] : ValueType;

    /// <summary>
    /// Whether its values must be those of things that the account has, such as <c>AWS::EC2::Subnet::Id</c>.
    /// </summary>
    public bool IsOfThings => ItemType.StartsWith("AWS::", StringComparison.Ordinal);

    /// <summary>A value of its type in its parts.</summary>
    public IReadOnlyList<string> Items(string value) =>
        IsList ? value.Length == 0 ? [] : value.Split(',', StringSplitOptions.TrimEntries) : [value];
}
