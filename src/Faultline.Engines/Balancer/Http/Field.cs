namespace Faultline.Engines.Balancer.Http;

/// <summary>Where a field stands in its head: the line with its end, the name, the value without blanks.</summary>
internal readonly record struct Field(
    FieldName Name, int Line, int LineLength, int NameLength, int Value, int ValueLength, bool IsBad)
{
    public ReadOnlySpan<byte> NameIn(ReadOnlySpan<byte> head) => head.Slice(Line, NameLength);

    public ReadOnlySpan<byte> ValueIn(ReadOnlySpan<byte> head) => head.Slice(Value, ValueLength);
}
