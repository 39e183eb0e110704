using System.Runtime.CompilerServices;
using Faultline.Engines.Balancer.Rules;
using Faultline.Engines.Balancer.Targets;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Http;

/// <content>One request and its answer.</content>
internal sealed partial class Front
{
    private const int AttemptsMax = 4;

    private static readonly byte[] GoAhead = [.. "HTTP/1.1 100 Continue\r\n\r\n"u8];

    // What the head of the request under way says.
    private Framing framing;
    private Chunks chunks;
    private bool keeps;
    private bool upgrades;

    /// <summary>How many bytes of the input the request takes.</summary>
    private int used;

    /// <summary>What of the body is still to come; not known of a chunked one.</summary>
    private long bodyLeft;

    private bool bodyIsWhole;
    private bool awaitsGoAhead;
    private Stickiness? sticky;

    /// <summary>Carries the rest of the body, as long as there is some.</summary>
    private Task<bool>? upload;

    /// <summary>How an attempt at a target went.</summary>
    private enum Attempt : byte
    {
        /// <summary>The client has its answer.</summary>
        Answered,

        /// <summary>The target was gone before it said a word.</summary>
        Silent,

        /// <summary>It waited for too long.</summary>
        Late,

        /// <summary>What it said was no answer.</summary>
        Nonsense,
    }

    /// <summary>Answers the request whose head is there; true when another one may follow.</summary>
    private ValueTask<bool> Serve()
    {
        if (Understand() is { } refusal)
        {
            return Say(refusal.Status, keeps: false, refusal.Why);
        }

        var bytes = input.AsSpan(0, end);
        var asked = new Asked(head, bytes, client.Address);
        switch (plan.Rules.Find(asked))
        {
            case Act.Send send:
                return Forward(send);
            case Act.Answer { Says: var says }:
                return Say(says.Status, says.ContentType, says.Body, null, keeps && bodyIsWhole);
            case Act.Elsewhere { To: var to }:
                return Say(to.Status, "text/html", OwnAnswer.Page(to.Status), RedirectTo.Of(to, asked, client), keeps && bodyIsWhole);
            default:
                return Say(404, keeps && bodyIsWhole);
        }
    }

    /// <summary>Whether there is one way only to understand the request; otherwise why it is refused.</summary>
    private (int Status, string Why)? Understand()
    {
        (keeps, upgrades, used) = (false, false, end);
        if (head.Fault is { } fault)
        {
            return (head.FaultStatus, fault);
        }

        var bytes = input.AsSpan(0, end);
        var (hosts, expects, asksUpgrade, connection) = (0, false, false, default(Field));
        keeps = head.IsLatest;
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
                    asksUpgrade |= Names(field, bytes, "upgrade"u8);
                    break;
                case FieldName.Expect:
                    expects = FieldNames.Is(field.ValueIn(bytes), "100-continue"u8);
                    if (!expects)
                    {
                        return (417, "nothing but 100-continue can be expected");
                    }

                    break;
                case FieldName.Upgrade:
                    connection = field;
                    break;
                default:
                    break;
            }
        }

        if (hosts > 1 || (hosts == 0 && head.IsLatest))
        {
            return (400, "the request names no host, or more than one");
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

        upgrades = asksUpgrade && connection.Name == FieldName.Upgrade && found.Kind == BodyKind.None && head.IsLatest
            && !FieldNames.Is(connection.ValueIn(bytes), "h2c"u8);
        keeps &= !port.IsOver;
        return Measure(found, expects) ? null : (400, "the chunks of the body are none");
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

    /// <summary>Carries the request to a member of the group, and to another one when that costs nobody anything.</summary>
    private async ValueTask<bool> Forward(Act.Send send)
    {
        tried.Clear();
        sticky = send.IsSticky ? new(Node.Node.Now, plan.Http.CookieKey) : null;
        if ((sticky?.Group(send, head, input.AsSpan(0, end)) ?? send.Pick(Node.Dice)) is not { } group)
        {
            return await Say(503, keeps && bodyIsWhole);
        }

        var familiar = sticky?.Member(group, head, input.AsSpan(0, end));

        if (awaitsGoAhead)
        {
            await line.Send(GoAhead);
        }

        var attempt = Attempt.Silent;
        for (var tries = 0; tries < AttemptsMax; tries++)
        {
            if ((tries == 0 ? familiar : null) is not { } member)
            {
                member = group.Pick(tried);
            }

            if (member is null)
            {
                break;
            }

            Node.Counts.Add(Count.Retries, tries == 0 ? 0 : 1);
            var pooled = member.Pool.Take();
            if (pooled is not null && Node.Ticks - pooled.Since > 1 && pooled.Line.HasNews)
            {
                pooled.Close();
                pooled = null;
            }

            back = pooled ?? await Node.Dial(group.Config, member);
            if (back is null)
            {
                tried.Add(member);
                member.Failed();
                attempt = Attempt.Silent;
                continue;
            }

            attempt = await Attend(send, group, member, back);
            if (attempt == Attempt.Answered)
            {
                return keeps;
            }

            member.Failed();
            if (attempt == Attempt.Late || attempt == Attempt.Nonsense || !IsSafe())
            {
                break;
            }

            // One that had gone meanwhile says nothing of its target: that gets another chance, with a new connection.
            if (pooled is null)
            {
                tried.Add(member);
            }
            else
            {
                member.Pool.Sweep(int.MaxValue);
            }
        }

        var status = attempt == Attempt.Late ? 504 : tried.Count == 0 && attempt == Attempt.Silent && group.Roster.Usable.Length == 0 ? 503 : 502;
        return await Say(status, keeps && bodyIsWhole);
    }

    /// <summary>Whether it may be asked twice: nothing of it changes anything, and all of it is still here.</summary>
    private bool IsSafe()
    {
        var method = input.AsSpan(0, end)[head.Method];
        return bodyIsWhole && !upgrades
            && (method.SequenceEqual("GET"u8) || method.SequenceEqual("HEAD"u8) || method.SequenceEqual("OPTIONS"u8)
                || method.SequenceEqual("PUT"u8) || method.SequenceEqual("DELETE"u8));
    }

    private async ValueTask<Attempt> Attend(Act.Send send, Group group, Member member, Back to)
    {
        member.Begin();
        try
        {
            (isLate, to.End) = (false, 0);
            to.Head.Clear();
            RequestHead.Write(head, input.AsSpan(0, end), plan.Http, client, Node.Node, upgrades, output);
            output.Add(input.AsSpan(head.Length, used - head.Length));
            Wait(Stage.Answer);
            if (!await Sends(to, output.Written))
            {
                return isLate ? Attempt.Late : Attempt.Silent;
            }

            if (!bodyIsWhole)
            {
                // From here on it is the client that is waited for.
                Wait(Stage.Body);
                upload = Upload(to.Line);
            }

            var received = await ReceiveAnswer(to);
            if (received != Attempt.Answered)
            {
                return received;
            }

            member.Answered(to.Head.Status);
            var cookies = sticky?.Fields(send, group, member, to.Head, to.Bytes) ?? [];
            var toIsKept = await Relay(to, cookies);
            toIsKept &= upload is null or { IsCompleted: true, Result: true };

            if (toIsKept)
            {
                to.Since = Node.Ticks;
                back = null;
                member.Pool.Put(to);
            }

            return Attempt.Answered;
        }
        finally
        {
            member.End();
            stage = Stage.None;
            if (back is not null)
            {
                back.Line.Reset();
                back.Close();
                back = null;
            }

            if (upload is not null)
            {
                // What the client still has to say nobody hears: it cannot be told from the next request.
                keeps &= upload is { IsCompleted: true, Result: true };
                bodyIsWhole &= keeps;
                upload = keeps ? null : upload;
            }
        }
    }

    private static async ValueTask<bool> Sends(Back to, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await to.Line.Send(bytes);
            return true;
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            return false;
        }
    }

    /// <summary>Reads until the answer's head is there; interim ones are for the balancer.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Attempt> ReceiveAnswer(Back to)
    {
        while (true)
        {
            if (to.End > 0 && to.Head.Read(to.Bytes, isAnswer: true))
            {
                if (to.Head.Fault is not null || (to.Head.Status == 101 && !upgrades))
                {
                    return Attempt.Nonsense;
                }

                if (to.Head.Status is >= 200 or 101)
                {
                    return Attempt.Answered;
                }

                var left = to.End - to.Head.Length;
                to.Bytes[to.Head.Length..].CopyTo(to.Buffer);
                to.End = left;
                to.Head.Clear();
                continue;
            }

            if (to.End == to.Buffer.Length)
            {
                if (to.End >= plan.Http.HeadBytesMax)
                {
                    return Attempt.Nonsense;
                }

                to.Grow();
            }

            int count;
            try
            {
                count = await to.Line.Receive(to.Buffer.AsMemory(to.End));
            }
            catch (Exception gone) when (Line.IsGone(gone))
            {
                count = 0;
            }

            if (count == 0)
            {
                return isLate ? Attempt.Late : to.End == 0 ? Attempt.Silent : Attempt.Nonsense;
            }

            to.End += count;
        }
    }
}
