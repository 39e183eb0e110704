using System.Text;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Query;

/// <summary>How a protocol of the query family names the members of an input.</summary>
internal abstract class QueryNames
{
    public static readonly QueryNames Query = new AwsQuery();
    public static readonly QueryNames Ec2 = new Ec2Query();

    /// <summary>The member that a segment of a name stands for; null where the structure has none.</summary>
    public Member? Find(Shape structure, ReadOnlySpan<byte> segment)
    {
        foreach (var member in structure.Members)
        {
            if (Matches(member, segment))
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>The name by which SDKs send the member: a flat list goes by its item's.</summary>
    public static string Shown(Member member) =>
        member.Shape.Kind == ShapeKind.List && Query.Flattened(member) && member.QueryName is null
            ? member.Shape.Item.LocationName ?? member.QueryWireName
            : member.QueryWireName;

    /// <summary>Whether the indexes of a list or map follow its name at once.</summary>
    public abstract bool Flattened(Member member);

    protected abstract bool Matches(Member member, ReadOnlySpan<byte> segment);

    /// <summary>Whether a segment is a name. Names of AWS's models are ASCII.</summary>
    public static bool Same(ReadOnlySpan<byte> segment, string name) =>
        segment.Length == name.Length && Ascii.Equals(segment, name);

    private sealed class AwsQuery : QueryNames
    {
        public override bool Flattened(Member member) => member.Flattened || member.Shape.Flattened;

        /// <summary>
        /// A flattened list also goes by the name of its item: some SDKs send the one, some the other.
        /// </summary>
        protected override bool Matches(Member member, ReadOnlySpan<byte> segment) =>
            Same(segment, member.QueryWireName)
            || (member.Shape.Kind == ShapeKind.List && Flattened(member)
                && member.Shape.Item.LocationName is { } item && Same(segment, item));
    }

    /// <summary>
    /// Lists are always flat, and names begin with a capital unless the model has one for this protocol.
    /// </summary>
    private sealed class Ec2Query : QueryNames
    {
        public override bool Flattened(Member member) => true;

        protected override bool Matches(Member member, ReadOnlySpan<byte> segment)
        {
            var name = member.QueryName ?? member.WireName;
            return segment.Length == name.Length && segment.Length > 0
                && (segment[0] == name[0] || (member.QueryName is null && segment[0] == char.ToUpperInvariant(name[0])))
                && Ascii.Equals(segment[1..], name.AsSpan(1));
        }
    }
}
