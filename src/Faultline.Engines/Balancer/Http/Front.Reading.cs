namespace Faultline.Engines.Balancer.Http;

/// <content>What the head of a request says, and whether it says so in one way only.</content>
internal sealed partial class Front
{
    private Framing framing;
    private Chunks chunks;
    private bool keeps;
    private bool upgrades;
    private bool awaitsGoAhead;
    private bool bodyIsWhole;

    /// <summary>What of the body is still to come; not known of a chunked one.</summary>
    private long bodyLeft;

    /// <summary>How many bytes of the input the request takes.</summary>
    private int used;

    /// <summary>Whether there is one way only to understand the request; otherwise why it is refused.</summary>
    private (int Status, string Why)? Understand()
    {
        (keeps, upgrades, used) = (false, false, end);
        if (head.Fault is { } fault)
        {
            return (head.FaultStatus, fault);
        }

        var bytes = input.AsSpan(0, end);
        if (ReadFields(bytes, out var expects, out var asksUpgrade) is { } refusal)
        {
            return refusal;
        }

        var method = bytes[head.Method];
        if (method.SequenceEqual("CONNECT"u8) || method.SequenceEqual("TRACE"u8))
        {
            return (405, "the method is not allowed");
        }

        if (Framing.OfRequest(head, bytes) is not { } found)
        {
            return (400, "it cannot be said without doubt where the body ends");
        }

        upgrades = asksUpgrade && found.Kind == BodyKind.None && head.IsLatest;
        keeps &= !port.IsOver;
        return Measure(found, expects) ? null : (400, "the chunks of the body are none");
    }

    private (int Status, string Why)? ReadFields(ReadOnlySpan<byte> bytes, out bool expects, out bool asksUpgrade)
    {
        var (hosts, namesUpgrade) = (0, false);
        (keeps, expects, asksUpgrade) = (head.IsLatest, false, false);
        foreach (var field in head.Fields)
        {
            if (field.IsBad && !plan.Http.DropsBadFields)
            {
                return (400, "the name of a field is no token");
            }

            switch (field.Name)
            {
                case FieldName.Host:
                    hosts++;
                    break;
                case FieldName.Connection:
                    keeps = !Names(field, bytes, "close"u8) && (keeps || Names(field, bytes, "keep-alive"u8));
                    namesUpgrade |= Names(field, bytes, "upgrade"u8);
                    break;
                case FieldName.Expect when FieldNames.Is(field.ValueIn(bytes), "100-continue"u8):
                    expects = true;
                    break;
                case FieldName.Expect:
                    return (417, "nothing but 100-continue can be expected");
                case FieldName.Upgrade:
                    asksUpgrade = !FieldNames.Is(field.ValueIn(bytes), "h2c"u8);
                    break;
                default:
                    break;
            }
        }

        asksUpgrade &= namesUpgrade;
        return hosts > 1 || (hosts == 0 && head.IsLatest)
            ? (400, "the request names no host, or more than one")
            : null;
    }

    /// <summary>How much of the body is there already; false when it is none.</summary>
    private bool Measure(Framing found, bool expects)
    {
        framing = found;
        chunks = default;
        var there = end - head.Length;
        var inBody = 0;
        switch (found.Kind)
        {
            case BodyKind.Length:
                inBody = (int)Math.Min(found.Length, there);
                bodyLeft = found.Length - inBody;
                bodyIsWhole = bodyLeft == 0;
                break;
            case BodyKind.Chunked:
                inBody = chunks.Follow(input.AsSpan(head.Length, there));
                bodyIsWhole = chunks.IsDone;
                break;
            default:
                bodyIsWhole = true;
                break;
        }

        awaitsGoAhead = expects && !bodyIsWhole;
        used = head.Length + inBody;
        return inBody >= 0;
    }

    private static bool Names(in Field field, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> word)
    {
        var value = field.ValueIn(bytes);
        if (FieldNames.Is(value, word))
        {
            return true;
        }

        foreach (var part in value.Split((byte)','))
        {
            if (FieldNames.Is(value[part].Trim((byte)' '), word))
            {
                return true;
            }
        }

        return false;
    }
}
