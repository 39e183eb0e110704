namespace Faultline.Engines.Balancer.Http;

/// <summary>Writes the head of a target's answer as the client is to see it.</summary>
internal static class AnswerHead
{
    public static void Write(
        Head head,
        ReadOnlySpan<byte> bytes,
        bool closes,
        bool clientIsLatest,
        bool upgrades,
        ReadOnlySpan<byte> extra,
        Out into)
    {
        into.Begin(bytes.Length + extra.Length + 64);
        into.Add("HTTP/1.1"u8);
        into.Add(bytes[8..head.FirstLineEnd]);
        var (from, at) = (head.FirstLineEnd, head.FirstLineEnd);
        foreach (var field in head.Fields)
        {
            if (field.Name is not (FieldName.KeepAlive or FieldName.ProxyConnection)
                && (upgrades || field.Name is not (FieldName.Connection or FieldName.Upgrade)))
            {
                at = field.Line + field.LineLength;
                continue;
            }

            into.Add(bytes[from..at]);
            from = at = field.Line + field.LineLength;
        }

        into.Add(bytes[from..at]);
        into.Add(extra);
        if (!upgrades && (closes || !clientIsLatest))
        {
            into.Add(closes ? "Connection: close\r\n"u8 : "Connection: keep-alive\r\n"u8);
        }

        into.Add("\r\n"u8);
    }
}
