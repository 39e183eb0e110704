using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Rest;

/// <summary>Writes the members of an output that travel in the status line and the headers.</summary>
internal sealed class HeaderWriter(Outgoing response) : ShapeWriter
{
    private List<string>? list;
    private string prefix = "";
    private string? prefixed;

    public override void BeginStructure(Member member, IStructure value) => throw NoPlace(member);

    public override void EndStructure(Member member) => throw NoPlace(member);

    public override void BeginList(Member member, int count) => list = new(count);

    public override void EndList(Member member)
    {
        var items = list!;
        list = null;
        if (items.Count > 0)
        {
            Set(member, string.Join(", ", items));
        }
    }

    public override void BeginMap(Member member, int count) => prefix = member.WireName;

    public override void Key(Member member, string key) => prefixed = prefix + key;

    public override void EndMap(Member member) => prefixed = null;

    public override void Null(Member member)
    {
    }

    public override void String(Member member, string value) => Text(
        member,
        member.JsonValue ? Convert.ToBase64String(Encoding.UTF8.GetBytes(value))
        : list is null ? value
        : HeaderList.Quote(value));

    public override void Boolean(Member member, bool value) => Text(member, value ? "true" : "false");

    public override void Integer(Member member, int value)
    {
        if (member.Location == Location.StatusCode)
        {
            response.Status = value;
            return;
        }

        Long(member, value);
    }

    public override void Long(Member member, long value) => Text(member, value.ToString(CultureInfo.InvariantCulture));

    public override void Float(Member member, float value) => Text(member, Scalars.Text(value));

    public override void Double(Member member, double value) => Text(member, Scalars.Text(value));

    public override void Blob(Member member, byte[] value) => Text(member, Convert.ToBase64String(value));

    public override void Timestamp(Member member, DateTimeOffset value) =>
        Text(member, Timestamps.Format(value, Timestamps.Of(member, TimestampFormat.Rfc822)));

    public override void Document(Member member, JsonNode value) => throw NoPlace(member);

    private static NotSupportedException NoPlace(Member member) => new($"{member} has no place in a header.");

    private void Text(Member member, string value)
    {
        if (list is not null)
        {
            list.Add(value);
            return;
        }

        Set(member, value);
    }

    private void Set(Member member, string value) => response.Headers[prefixed ?? member.WireName] = Plain(value);

    /// <summary>
    /// A header holds printable ASCII. Other text goes out as an encoded word, the form in which S3 gives back
    /// metadata.
    /// </summary>
    private static string Plain(string value) =>
        !value.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? value
            : $"=?UTF-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(value))}?=";
}
