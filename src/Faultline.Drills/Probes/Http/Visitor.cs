using System.Net;
using Faultline.Drills.Sites;
using Faultline.Kernel;
using Faultline.Network;

namespace Faultline.Drills.Probes.Http;

/// <summary>
/// One client of a web site: its resolver, and the connections that it keeps. It uses a kept one before it opens
/// another, wherever the name leads by now; of several addresses it takes one at random, and the next one where that
/// does not answer.
/// </summary>
/// <param name="heard">What it is told and who answers it is taken down there; null where nobody asks.</param>
internal sealed class Visitor(ISite site, Dice dice, string zoneHeader, Hearsay? heard = null) : IDisposable
{
    private const int IdleMax = 64;

    private readonly Lock gate = new();
    private readonly Names names = new(site);
    private readonly Stack<HttpLine> idle = new();
    private bool isClosed;

    /// <summary>
    /// Asks, within that time. Throws what <see cref="Failures"/> knows; <see cref="OperationCanceledException"/> where
    /// the time is over, or the token says so.
    /// </summary>
    public async ValueTask<Answer> Ask(HttpRequest request, TimeSpan timeout, CancellationToken ct)
    {
        var began = site.Node.Now;
        try
        {
            var (answer, by) = await AskWhoever(request, timeout, ct);
            heard?.Answered(began, site.Node.Now, by);
            return answer;
        }
        catch (Exception why) when (Failures.Knows(why))
        {
            if (!ct.IsCancellationRequested)
            {
                heard?.Failed(began, site.Node.Now);
            }

            throw;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            isClosed = true;
        }

        while (TakeIdle() is { } line)
        {
            line.Close();
        }
    }

    private async ValueTask<(Answer Answer, ResolvedAddress By)> AskWhoever(
        HttpRequest request, TimeSpan timeout, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(timeout, site.Node.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        while (true)
        {
            var kept = TakeIdle();
            var line = kept ?? await Open(request, timeout, either.Token);
            try
            {
                return (await Ask(line, request, either.Token), line.At);
            }
            catch (Exception gone) when (
                kept is { HasAnswered: false } && request.IsSafe && !either.IsCancellationRequested
                && Line.IsGone(gone))
            {
                // The server has closed a connection that it had not heard of for a while: nothing is the matter.
            }
            catch (Exception gone) when (
                Line.IsGone(gone) && (gone is not ProbeFailed || either.IsCancellationRequested))
            {
                throw new ProbeFailed(either.IsCancellationRequested ? Failures.Timeout : Failures.Reset, line.Zone);
            }
        }
    }

    private async ValueTask<Answer> Ask(HttpLine line, HttpRequest request, CancellationToken ct)
    {
        var isKept = false;
        try
        {
            Answer answer;
            using (ct.Register(static line => ((HttpLine)line!).Reset(), line))
            {
                answer = await line.Ask(request.Bytes, request.Method == "HEAD", request.BodyMax, request.Keep);
            }

            isKept = line.IsKept && !ct.IsCancellationRequested && PutIdle(line);
            return answer;
        }
        finally
        {
            if (!isKept)
            {
                line.Close();
            }
        }
    }

    private async ValueTask<HttpLine> Open(HttpRequest request, TimeSpan timeout, CancellationToken ct)
    {
        var told = await names.Of(request.Host, ct);
        heard?.Told(told, site.Node.Now);
        var addresses = Shuffled(told.Addresses);
        var failure = "";
        foreach (var address in addresses)
        {
            using var slow = new CancellationTokenSource(timeout / addresses.Count, site.Node.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(slow.Token, ct);
            failure = Failures.Refused;
            try
            {
                var port = address.Ports.GetValueOrDefault(request.Port, request.Port);
                if (await site.Transport.Dial(new IPEndPoint(address.Address, port), either.Token) is { } line)
                {
                    return new(line, zoneHeader, address);
                }
            }
            catch (Exception gone) when (Line.IsGone(gone))
            {
                failure = either.IsCancellationRequested ? Failures.Timeout : Failures.Of(gone);
            }

            if (ct.IsCancellationRequested)
            {
                throw new ProbeFailed(Failures.Timeout, address.Zone);
            }
        }

        throw new ProbeFailed(failure, addresses[^1].Zone);
    }

    private List<ResolvedAddress> Shuffled(IReadOnlyList<ResolvedAddress> addresses)
    {
        List<ResolvedAddress> all = [.. addresses];
        for (var at = all.Count - 1; at > 0; at--)
        {
            var other = dice.Below(at + 1);
            (all[at], all[other]) = (all[other], all[at]);
        }

        return all;
    }

    private HttpLine? TakeIdle()
    {
        while (true)
        {
            HttpLine? line;
            lock (gate)
            {
                if (!idle.TryPop(out line))
                {
                    return null;
                }
            }

            if (!line.IsStale)
            {
                return line;
            }

            line.Close();
        }
    }

    private bool PutIdle(HttpLine line)
    {
        lock (gate)
        {
            if (isClosed || idle.Count == IdleMax)
            {
                return false;
            }

            idle.Push(line);
            return true;
        }
    }
}
