using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// A template as it is written, JSON or YAML, with the place of everything in it. Pure: it knows no stack, asks nobody,
/// and reads the same to the same each time.
/// </summary>
internal sealed class Template
{
    /// <summary>"CloudFormation quotas": template body size in a request.</summary>
    public const int BodyBytesMax = 51_200;

    /// <summary>"CloudFormation quotas": template body size in an S3 object.</summary>
    public const int ObjectBytesMax = 1_000_000;

    /// <summary>Reads and checks all that can be said without parameters. Throws <see cref="TemplateFault"/>.</summary>
    public static Template Read(string body) => throw new NotImplementedException();

    /// <summary>The text that it was read from.</summary>
    public string Body { get; private init; } = "";

    public string? Description { get; private init; }

    public JsonNode? Metadata { get; private init; }

    /// <summary>The names of the transforms at the top, as in <c>AWS::LanguageExtensions</c>.</summary>
    public IReadOnlyList<string> Transforms { get; private init; } = [];

    /// <summary>In the order of the template.</summary>
    public IReadOnlyList<ParameterDeclaration> Parameters { get; private init; } = [];

    /// <summary>The types of all resources, whatever their conditions, each once.</summary>
    public IReadOnlyList<string> ResourceTypes { get; private init; } = [];

    /// <summary>Every resource with its type, whatever its condition, in the order of the template.</summary>
    public IReadOnlyList<(string LogicalId, string Type)> AllResources { get; private init; } = [];

    /// <summary>
    /// Gives parameters their values, judges rules and conditions, and says which resources there are. Throws
    /// <see cref="TemplateFault"/> in CloudFormation's words.
    /// </summary>
    public Bound Bind(Setting setting) => throw new NotImplementedException();
}

/// <summary>A parameter as the template declares it.</summary>
internal sealed record ParameterDeclaration(string Name, string Type)
{
    public string? Default { get; init; }

    public string? Description { get; init; }

    public bool NoEcho { get; init; }

    public IReadOnlyList<string> AllowedValues { get; init; } = [];

    /// <summary>Whether the value is the name of a parameter in Parameter Store, to be looked up before binding.</summary>
    public bool IsStored => Type.StartsWith("AWS::SSM::Parameter::Value<", StringComparison.Ordinal);
}

/// <summary>What is wrong with a template or its parameters, in CloudFormation's words: a <c>ValidationError</c>.</summary>
internal sealed class TemplateFault(string message) : Exception(message);
