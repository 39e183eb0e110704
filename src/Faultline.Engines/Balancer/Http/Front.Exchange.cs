using System.Runtime.CompilerServices;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Rules;
using Faultline.Engines.Balancer.Targets;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Http;

/// <content>One request and its answer.</content>
internal sealed partial class Front
{
    private const int AttemptsMax = 4;

    private static readonly byte[] GoAhead = [.. "HTTP/1.1 100 Continue\r\n\r\n"u8];

    private Stickiness? sticky;

    /// <summary>Carries the rest of the body, as long as there is some.</summary>
    private Task<bool>? upload;

    /// <summary>When the target had been asked, by the node's clock.</summary>
    private long askedAt;

    /// <summary>How an attempt at a target went.</summary>
    private enum Attempt : byte
    {
        /// <summary>The client has its answer.</summary>
        Answered,

        /// <summary>The target took no connection, so it has heard nothing.</summary>
        Refused,

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
        var act = plan.Rules.Find(asked);
        NoteAct(act);
        switch (act)
        {
            case Act.Send send:
                return Forward(send);
            case Act.Answer { Says: var says }:
                return Say(says.Status, says.ContentType, says.Body, null, keeps && bodyIsWhole);
            case Act.Elsewhere { To: var to }:
                var page = OwnAnswer.Page(to.Status);
                return Say(to.Status, "text/html", page, RedirectTo.Of(to, asked, client), keeps && bodyIsWhole);
            default:
                return Say(404, keeps && bodyIsWhole);
        }
    }

    /// <summary>Carries the request to a member of the group, and to another if that costs nobody anything.</summary>
    private async ValueTask<bool> Forward(Act.Send send)
    {
        tried.Clear();
        sticky = send.IsSticky ? new(Node.Node.Now, plan.Http.CookieKey) : null;
        if ((sticky?.Group(send, head, input.AsSpan(0, end)) ?? send.Pick(Node.Dice)) is not { } group)
        {
            return await Say(503, keeps && bodyIsWhole);
        }

        NoteTarget(group, null);
        if (!Speaks(group.Config.Version))
        {
            return await Say(464, keeps && bodyIsWhole);
        }

        if (awaitsGoAhead)
        {
            await line.Send(GoAhead);
        }

        var familiar = sticky?.Member(group, head, input.AsSpan(0, end));
        var (attempt, isAny) = (Attempt.Silent, false);
        for (var tries = 0; tries < AttemptsMax; tries++)
        {
            var member = tries == 0 && familiar is not null ? familiar : group.Pick(tried);
            if (member is null)
            {
                break;
            }

            isAny = true;
            Node.Counts.Add(Count.Retries, tries == 0 ? 0 : 1);
            attempt = await Try(send, group, member);
            if (attempt == Attempt.Answered)
            {
                return keeps;
            }

            ThrowIfGone();
            member.Failed();
            if (attempt is Attempt.Late or Attempt.Nonsense || (attempt == Attempt.Silent && !IsSafe()))
            {
                break;
            }
        }

        return await Say(attempt == Attempt.Late ? 504 : isAny ? 502 : 503, keeps && bodyIsWhole);
    }

    /// <summary>
    /// Targets that speak HTTP/2 are not asked by clients that do not, and those of gRPC are asked by its method only
    /// ("Troubleshoot your Application Load Balancers", HTTP 464).
    /// </summary>
    private bool Speaks(TargetVersion version) => version == TargetVersion.Http1
        || (client.IsHttp2
            && (version == TargetVersion.Http2 || input.AsSpan(0, end)[head.Method].SequenceEqual("POST"u8)));

    /// <summary>Asks a member, over a connection that is there or a new one.</summary>
    private async ValueTask<Attempt> Try(Act.Send send, Group group, Member member)
    {
        NoteTarget(group, member);
        var pooled = member.Pool.Take();
        if (pooled is not null && Node.Ticks - pooled.Since > 1 && pooled.Line.HasNews)
        {
            pooled.Close();
            pooled = null;
        }

        back = pooled ?? await Node.Dial(group.Config, member);
        ThrowIfGone();
        if (back is null)
        {
            tried.Add(member);
            return Attempt.Refused;
        }

        var attempt = await Attend(send, group, member, back);
        if (attempt == Attempt.Silent && pooled is null)
        {
            tried.Add(member);
        }
        else if (attempt == Attempt.Silent)
        {
            // A connection that had gone meanwhile says nothing of its target, but most likely of all the others.
            member.Pool.Sweep(int.MaxValue);
        }

        return attempt;
    }

    /// <summary>For a client that has left nobody is asked, and nobody is to blame.</summary>
    private void ThrowIfGone()
    {
        if (isGone)
        {
            throw new IOException("The client is gone.");
        }
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
            if (!await Ask(to))
            {
                return isLate ? Attempt.Late : Attempt.Silent;
            }

            var received = await ReceiveAnswer(to);
            if (received != Attempt.Answered)
            {
                return received;
            }

            member.Answered(to.Head.Status);
            group.Answered(to.Head.Status, Node.Node.Clock.GetElapsedTime(askedAt));
            NoteHeard(to.Head.Status);
            var cookies = sticky?.Fields(send, group, member, to.Head, to.Bytes) ?? [];
            if (await Relay(to, cookies) && upload is null or { IsCompleted: true, Result: true })
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
            Settle();
        }
    }

    /// <summary>Sends the request, as much of it as is here; the rest follows by itself.</summary>
    private async ValueTask<bool> Ask(Back to)
    {
        (isLate, to.End) = (false, 0);
        to.Head.Clear();
        RequestHead.Write(head, input.AsSpan(0, end), plan.Http, client, Node.Node, upgrades, output);
        NoteTrace();
        output.Add(input.AsSpan(head.Length, used - head.Length));
        Wait(Stage.Answer);
        if (!await Sends(to, output.Written))
        {
            return false;
        }

        NoteAsked();
        askedAt = Node.Node.Clock.GetTimestamp();
        if (!bodyIsWhole)
        {
            // From here on it is the client that is waited for.
            Wait(Stage.Body);
            upload = Upload(to.Line);
        }

        return true;
    }

    /// <summary>Lets go of what an attempt had and did not give back.</summary>
    private void Settle()
    {
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
                count = await to.Line.Take(to.Buffer.AsMemory(to.End));
                await to.Line.Arrive(count);
            }
            catch (Exception gone) when (Line.IsGone(gone))
            {
                await to.Line.Hear();
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
