using Faultline.Wire.Constraints;

namespace Faultline.Wire.Shapes;

/// <summary>
/// The facts of one shape of an API model: what it is made of, what it is called on the wire, what it may hold.
/// Readers, writers and constraint checks work from these facts; the generated code only says which members there are.
/// </summary>
public sealed class Shape
{
    private readonly Func<Member[]>? makeMembers;
    private Member[]? members;
    private MemberNames? names;
    private Limits? limits;

    public Shape(string name, ShapeKind kind, Func<Member[]>? makeMembers = null)
    {
        Name = name;
        Kind = kind;
        this.makeMembers = makeMembers;
    }

    public string Name { get; }

    public ShapeKind Kind { get; }

    /// <summary>
    /// A structure's or union's members in the model's order, so that a member stands at its own index; a list's item
    /// alone; a map's key and value. Made when first asked for, because shapes may contain themselves.
    /// </summary>
    public Member[] Members =>
        members ?? Interlocked.CompareExchange(ref members, makeMembers?.Invoke() ?? [], null) ?? members;

    /// <summary>The members by their wire names.</summary>
    public MemberNames Names => names ??= new(Members);

    public Member Item => Members[0];

    public Member Key => Members[0];

    public Member Value => Members[1];

    /// <summary>The shape's own name on the wire (XML root or payload), where it differs from its name.</summary>
    public string? LocationName { get; init; }

    public bool Flattened { get; init; }

    public bool Sparse { get; init; }

    public XmlNamespace? XmlNamespace { get; init; }

    public TimestampFormat TimestampFormat { get; init; }

    /// <summary>The member that is the whole body, if one is.</summary>
    public string? Payload { get; init; }

    public bool Streaming { get; init; }

    public bool EventStream { get; init; }

    public bool Event { get; init; }

    public bool Sensitive { get; init; }

    public double? Min { get; init; }

    public double? Max { get; init; }

    public string? Pattern { get; init; }

    /// <summary>The values that an enumeration allows; null where any will do.</summary>
    public string[]? Enum { get; init; }

    /// <summary>What its values may be; null where they may be anything.</summary>
    public Limits? Limits =>
        limits ??= Min is null && Max is null && Pattern is null && Enum is null ? null : new(this);

    /// <summary>What makes a structure an error; null where it is none.</summary>
    public ErrorFacts? Error { get; init; }

    /// <summary>Keeps the shape in the slot, unless another thread was first: a shape is one object for all.</summary>
    public static Shape Once(ref Shape? slot, Shape made) => Interlocked.CompareExchange(ref slot, made, null) ?? made;

    public override string ToString() => $"{Name} ({Kind})";
}

/// <summary>The namespace of an XML element.</summary>
public sealed record XmlNamespace(string Uri, string? Prefix = null);

/// <summary>An error's code on the wire, its status, and whether the sender is at fault.</summary>
public sealed record ErrorFacts(string Code, int Status, bool SenderFault);
