using System.Text;
using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Http2.Hpack;

namespace Faultline.Engines.Balancer.Http2;

/// <summary>Writes the fields of a request as the head that HTTP/1.1 has for it.</summary>
internal static class RequestText
{
    /// <summary>How long the body is to be; null when the fields are no request.</summary>
    public static Framing? Write(List<Entry> entries, bool ends, Out into)
    {
        if (ReadPseudo(entries) is not { } first)
        {
            return null;
        }

        var length = default(long?);
        into.Add(first.Method);
        into.Add(" "u8);
        into.Add(first.Path);
        into.Add(" HTTP/1.1\r\n"u8);
        if (first.Authority is not null)
        {
            FieldRules.AddLine(new(Encoding.ASCII.GetBytes("Host"), first.Authority), into);
        }

        if (!AddFields(entries, first.Authority, ref length, into) || (ends && length > 0))
        {
            return null;
        }

        var framing = ends || length == 0 ? Framing.None
            : length is { } known ? new Framing(BodyKind.Length, known)
            : new(BodyKind.Chunked);
        if (length is { } said)
        {
            into.Add("Content-Length: "u8);
            into.Add(said);
            into.Add("\r\n"u8);
        }

        into.Add(framing.Kind == BodyKind.Chunked ? "Transfer-Encoding: chunked\r\n\r\n"u8 : "\r\n"u8);
        return framing;
    }

    private static First? ReadPseudo(List<Entry> entries)
    {
        var (first, isOver) = (default(First), false);
        foreach (var entry in entries)
        {
            isOver |= !entry.IsPseudo;
            if (!entry.IsPseudo)
            {
                continue;
            }

            if (isOver || !FieldRules.IsValue(entry.Value) || !first.Take(entry))
            {
                return null;
            }
        }

        return first is { Method.Length: > 0, Scheme.Length: > 0, Path: [(byte)'/', ..] or [(byte)'*'] } ? first : null;
    }

    private static bool AddFields(List<Entry> entries, byte[]? authority, ref long? length, Out into)
    {
        var cookies = 0;
        foreach (var entry in entries.Where(each => !each.IsPseudo))
        {
            if (!FieldRules.IsGood(entry) || !FieldRules.TakeLength(entry, ref length))
            {
                return false;
            }

            switch (FieldNames.Find(entry.Name))
            {
                case FieldName.ContentLength:
                    break;
                case FieldName.Cookie:
                    cookies++;
                    break;
                case FieldName.Host when authority is not null:
                    if (!entry.Value.AsSpan().SequenceEqual(authority))
                    {
                        return false;
                    }

                    break;
                default:
                    FieldRules.AddLine(entry, into);
                    break;
            }
        }

        if (cookies > 0)
        {
            AddCookies(entries, into);
        }

        return true;
    }

    /// <summary>HTTP/2 may have split them (RFC 9113, section 8.2.3); others know one field only.</summary>
    private static void AddCookies(List<Entry> entries, Out into)
    {
        var between = "Cookie: "u8;
        foreach (var entry in entries.Where(each => FieldNames.Find(each.Name) == FieldName.Cookie))
        {
            into.Add(between);
            into.Add(entry.Value);
            between = "; "u8;
        }

        into.Add("\r\n"u8);
    }

    /// <summary>What HTTP/1.1 says in its first line.</summary>
    private record struct First(byte[]? Method, byte[]? Scheme, byte[]? Authority, byte[]? Path)
    {
        /// <summary>False when it is none of a request's, or stands there twice.</summary>
        public bool Take(in Entry entry)
        {
            var name = entry.Name.AsSpan();
            if (name.SequenceEqual(":method"u8) && Method is null)
            {
                Method = entry.Value;
            }
            else if (name.SequenceEqual(":scheme"u8) && Scheme is null)
            {
                Scheme = entry.Value;
            }
            else if (name.SequenceEqual(":authority"u8) && Authority is null)
            {
                Authority = entry.Value;
            }
            else if (name.SequenceEqual(":path"u8) && Path is null)
            {
                Path = entry.Value;
            }
            else
            {
                return false;
            }

            return true;
        }
    }
}
