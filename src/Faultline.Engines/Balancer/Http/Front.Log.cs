using System.Text;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Logs;
using Faultline.Engines.Balancer.Rules;
using Faultline.Engines.Balancer.Targets;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Http;

/// <content>What is written down of requests. Where nobody wants to know, it costs a look at null.</content>
internal sealed partial class Front
{
    private Logbook? book;
    private Visit? visit;

    /// <summary>The connection as logs know it; null when nobody wanted to know as it began.</summary>
    public Guest? Guest { get; set; }

    private void BeginVisit(Logbook log)
    {
        if (!log.HasRequests)
        {
            return;
        }

        Guest ??= Joined();
        (book, visit) = (log, new(Guest, Node.Node.Now));
        if (head.Fault is not null)
        {
            return;
        }

        var bytes = input.AsSpan(0, end);
        var asked = new Asked(head, bytes, client.Address);
        visit.Method = Encoding.Latin1.GetString(asked.Method);
        visit.Host = Encoding.Latin1.GetString(asked.HostName);
        visit.Target = Encoding.Latin1.GetString(asked.Path)
            + (asked.Query.IsEmpty ? "" : $"?{Encoding.Latin1.GetString(asked.Query)}");
        visit.Version = client.IsHttp2 ? "HTTP/2.0" : head.IsLatest ? "HTTP/1.1" : "HTTP/1.0";
        foreach (var field in head.Fields)
        {
            if (FieldNames.Is(field.NameIn(bytes), "user-agent"u8))
            {
                visit.UserAgent = Encoding.Latin1.GetString(field.ValueIn(bytes));
            }
        }
    }

    /// <summary>A connection that was there before anybody wanted to know of it.</summary>
    private Guest Joined()
    {
        var guest = Logs.Guest.Of(port, line);
        if (line is StreamLine { Stream: System.Net.Security.SslStream stream })
        {
            guest.Agree(stream);
        }

        return guest;
    }

    private void NoteAct(Act? act)
    {
        if (visit is null)
        {
            return;
        }

        visit.Rule = act is null ? null : plan.Rules.NameOf(act);
        visit.Act = act switch
        {
            Act.Send => VisitAct.Forward,
            Act.Elsewhere => VisitAct.Redirect,
            Act.Answer => VisitAct.Fixed,
            _ => VisitAct.None,
        };
    }

    private void NoteTarget(Group group, Member? member)
    {
        if (visit is not null)
        {
            (visit.Group, visit.Member) = (group.Config.Name, member?.Config.Key ?? visit.Member);
            (visit.AskedAt, visit.HeardAt, visit.TargetStatus) = (null, null, null);
            visit.IsGrpc = group.Config.Version == TargetVersion.Grpc;
        }
    }

    private void NoteAsked()
    {
        if (visit is not null)
        {
            visit.AskedAt = Node.Node.Now;
        }
    }

    /// <summary>The head that the target is to see stands in the output, and its trace comes last.</summary>
    private void NoteTrace()
    {
        if (visit is not null)
        {
            visit.Trace = RequestHead.TraceIn(output.Written.Span);
        }
    }

    private void NoteHeard(int status)
    {
        if (visit is not null)
        {
            (visit.HeardAt, visit.TargetStatus) = (Node.Node.Now, status);
        }
    }

    /// <summary>The client begins to be answered.</summary>
    private void NoteAnswer(int status, int bytes, string? location = null)
    {
        if (visit is not null)
        {
            (visit.Status, visit.AnsweredAt, visit.Redirect) = (status, Node.Node.Now, location);
            visit.Sent += bytes;
            visit.Trace ??= visit.Method is null ? null : RequestHead.Trace(head, input.AsSpan(0, end), Node.Node);
        }
    }

    /// <summary>The client is gone: what we had to say ourselves it has not heard.</summary>
    private void NoteGone()
    {
        if (visit is { TargetStatus: null })
        {
            visit.Status = 0;
        }
    }

    private void NoteSent(long bytes)
    {
        if (visit is not null)
        {
            visit.Sent += bytes;
        }
    }

    /// <summary>What came of the other language already belongs to it.</summary>
    private void NoteUpgrade(int received, int sent)
    {
        if (visit is not null)
        {
            visit.IsUpgraded = true;
            visit.Received += received;
            visit.Sent += sent;
        }
    }

    /// <summary>What the two have said in their own language since the last tick.</summary>
    private void Carried(long heard, long told)
    {
        since = Node.Ticks - 1;
        Node.Counts.Add(Count.BytesIn, heard);
        Node.Counts.Add(Count.BytesOut, told);
        NoteReceived(heard);
        NoteSent(told);
    }

    private void NoteReceived(long bytes)
    {
        if (visit is not null)
        {
            visit.Received += bytes;
        }
    }

    /// <summary>The request is over, one way or the other. Says what it was told, to stand in between.</summary>
    private bool Noted(bool goesOn)
    {
        if (visit is { } done)
        {
            visit = null;
            done.Received += used;
            done.Ended = Node.Node.Now;
            book!.Add(done);
        }

        return goesOn;
    }
}
