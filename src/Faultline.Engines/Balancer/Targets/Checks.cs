using System.Globalization;
using System.Net;
using System.Text;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Http;
using Faultline.Engines.Balancer.Http2;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Targets;

/// <summary>The checks of one group by one node: a loop for each member, which asks and notes what it hears.</summary>
internal sealed class Checks(BalancerNode node, Group group, Reach reach, Action changed) : IAsyncDisposable
{
    private readonly Dictionary<string, Loop> loops = new(StringComparer.Ordinal);

    /// <summary>The group becomes what the config says, and its members are checked as that says.</summary>
    public void Apply(GroupConfig config)
    {
        var before = group.Config.Check;
        foreach (var member in group.Apply(config))
        {
            member.Pool.Close();
            member.Sessions.Close();
        }

        var isChecked = config.HealthOf is null && config.Check.Protocol != CheckProtocol.None;
        var wanted = isChecked ? group.Members.ToList() : [];
        var stay = wanted.Select(member => member.Config.Key).ToHashSet(StringComparer.Ordinal);
        foreach (var key in loops.Keys.Where(key => !stay.Contains(key) || before != config.Check).ToList())
        {
            loops.Remove(key, out var loop);
            loop!.Dispose();
        }

        foreach (var member in wanted.Where(member => !loops.ContainsKey(member.Config.Key)))
        {
            loops.Add(member.Config.Key, new(this, member));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in loops.Values)
        {
            loop.Dispose();
            await loop.Ended;
        }

        foreach (var member in group.Members)
        {
            member.Pool.Close();
            member.Sessions.Close();
        }
    }

    private void Report(Exception trouble) => node.Node.Report(trouble);

    private async Task Check(Member member, CancellationToken stop)
    {
        await Task.Yield();
        var (config, clock) = (group.Config.Check, node.Node.Clock);
        var matcher = new Matcher(config.Matcher);
        while (!stop.IsCancellationRequested)
        {
            var began = clock.GetTimestamp();
            if (node.HasPower)
            {
                var (trouble, status) = await Ask(member, config, matcher, stop);
                if (!stop.IsCancellationRequested && node.HasPower && group.Note(member, trouble, status))
                {
                    changed();
                }
            }

            var left = config.Interval - clock.GetElapsedTime(began);
            await Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, clock, stop);
        }
    }

    /// <summary>One check; <see cref="TargetReason.None"/> when the target is well.</summary>
    private async ValueTask<Finding> Ask(
        Member member, CheckConfig config, Matcher matcher, CancellationToken stop)
    {
        var target = member.Config;
        var at = new IPEndPoint(target.Address.Address, target.CheckPort ?? config.Port ?? target.Address.Port);
        using var late = new CancellationTokenSource(config.Timeout, node.Node.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        var (line, session) = (default(Line), default(Session));
        var version = group.Config.Version;
        try
        {
            // The token says when it is too late: the limit of the dial must not come first.
            line = await reach.Connect(member, at, 2 * config.Timeout, either.Token);
            if (line is null)
            {
                return late.IsCancellationRequested ? TargetReason.Timeout : TargetReason.Failed;
            }

            using var ends = either.Token.UnsafeRegister(static line => ((Line)line!).Reset(), line);
            if (config.Protocol == CheckProtocol.Tcp)
            {
                return TargetReason.None;
            }

            if (config.Protocol is CheckProtocol.Https or CheckProtocol.Tls
                && (line = await Reach.Secure(line!, at, version, [])) is null)
            {
                return late.IsCancellationRequested ? TargetReason.Timeout : TargetReason.Failed;
            }

            if (config.Protocol == CheckProtocol.Tls)
            {
                return TargetReason.None;
            }

            if (version == TargetVersion.Http1)
            {
                return await Ask(line, at, config, matcher);
            }

            session = Reach.Speak(line, config.Protocol == CheckProtocol.Https, version);
            _ = session.Run();
            return session.Open() is not { } strand ? TargetReason.Failed
                : version == TargetVersion.Http2 ? await Ask(strand, at, config, matcher)
                : await GrpcCheck.Ask(strand, at, config) is not { } code ? TargetReason.Failed
                : matcher.Fits(code) ? (Finding)TargetReason.None
                : new Finding(TargetReason.Mismatch, code);
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            return late.IsCancellationRequested ? TargetReason.Timeout : TargetReason.Failed;
        }
        finally
        {
            session?.Leave();
            line?.Close();
        }
    }

    private static async ValueTask<Finding> Ask(Line line, IPEndPoint at, CheckConfig config, Matcher matcher)
    {
        await line.Send(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"GET {config.Path} HTTP/1.1\r\nHost: {at}\r\nConnection: close\r\nUser-Agent: ELB-HealthChecker/2.0\r\n"
            + $"Accept-Encoding: gzip, compressed\r\n\r\n")));
        var (head, buffer, end) = (new Head(), new byte[16 * 1024], 0);
        while (end == 0 || !head.Read(buffer.AsSpan(0, end), isAnswer: true))
        {
            var count = end == buffer.Length ? 0 : await line.Receive(buffer.AsMemory(end));
            if (count == 0)
            {
                return TargetReason.Failed;
            }

            end += count;
        }

        return head.Fault is not null ? TargetReason.Failed
            : matcher.Fits(head.Status) ? (Finding)TargetReason.None
            : new Finding(TargetReason.Mismatch, head.Status);
    }

    /// <summary>What a check showed, with the status that was not among the good ones.</summary>
    private readonly record struct Finding(TargetReason Trouble, int Status = 0)
    {
        public static implicit operator Finding(TargetReason trouble) => new(trouble);
    }

    /// <summary>A member's loop, until it is stopped.</summary>
    private sealed class Loop : IDisposable
    {
        private readonly CancellationTokenSource stop = new();

        public Loop(Checks checks, Member member) => Ended = Run(checks, member);

        public Task Ended { get; }

        public void Dispose() => stop.Cancel();

        private async Task Run(Checks checks, Member member)
        {
            try
            {
                await checks.Check(member, stop.Token);
            }
            catch (OperationCanceledException)
            {
                // Stopped.
            }
            catch (Exception trouble)
            {
                checks.Report(trouble);
            }
        }
    }
}
