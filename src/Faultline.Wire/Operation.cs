using Faultline.Wire.Routing;
using Faultline.Wire.Shapes;

namespace Faultline.Wire;

/// <summary>One operation that is built: its name, its place in HTTP, what goes in and what comes out.</summary>
public sealed class Operation
{
    public required string Name { get; init; }

    /// <summary>Its place in the generated dispatch.</summary>
    public required int Index { get; init; }

    public string Method { get; init; } = "POST";

    /// <summary>The URI template of the REST protocols, with labels as in <c>/{Bucket}/{Key+}?delete</c>.</summary>
    public string Uri { get; init; } = "/";

    /// <summary>The template, taken apart once.</summary>
    public UriTemplate Template => field ??= UriTemplate.Parse(Uri);

    public int Status { get; init; } = 200;

    public Shape? Input
    {
        get => field ??= MakeInput?.Invoke();
        init;
    }

    public Shape? Output
    {
        get => field ??= MakeOutput?.Invoke();
        init;
    }

    /// <summary>Makes the input's shape when it is first asked for: a model costs nothing until it is used.</summary>
    public Func<Shape>? MakeInput { get; init; }

    public Func<Shape>? MakeOutput { get; init; }

    public Func<Shape[]>? MakeErrors { get; init; }

    /// <summary>The XML element around the result in the query protocol.</summary>
    public string? ResultWrapper { get; init; }

    /// <summary>The XML root of a rest-xml input, where the model names one.</summary>
    public string? InputLocationName { get; init; }

    public XmlNamespace? InputNamespace { get; init; }

    /// <summary>An empty input to be read into.</summary>
    public required Func<IStructure> NewInput { get; init; }

    /// <summary>The prefix that clients put before the host, as in <c>{AccountId}.</c>.</summary>
    public string? HostPrefix { get; init; }

    /// <summary>The operation may be called without a signature.</summary>
    public bool Anonymous { get; init; }

    /// <summary>The errors that the model names, by wire code.</summary>
    public Shape[] Errors
    {
        get => field ??= MakeErrors?.Invoke() ?? [];
        init;
    }

    public override string ToString() => Name;
}
