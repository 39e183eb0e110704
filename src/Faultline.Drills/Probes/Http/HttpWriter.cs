using System.Buffers;
using System.Globalization;
using System.Text;
using Faultline.Drills.Ledgers;
using Faultline.Drills.Plans;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Probes.Http;

/// <summary>Requests that are writes, with a place whence their keys can be read.</summary>
internal sealed class HttpWriter(ISite site, HttpPlan plan, string whence) : HttpProbe(site, plan), IWriter
{
    /// <summary>All that was written is read at once.</summary>
    private const long ReadBackMax = 256 << 20;

    private static readonly TimeSpan ReadBackTimeout = TimeSpan.FromSeconds(30);

    private readonly Visitor reader = new(site, site.Node.Dice.Fork($"reader of {plan.Name}"), plan.ZoneHeader);
    private readonly TimeProvider clock = site.Node.Clock;

    public async ValueTask<Remains> ReadBack(DateTimeOffset until, CancellationToken ct)
    {
        var text = await Patience.Until(clock, until, () => Read(ct), ct);
        return new([.. Keys.Read(text).Select(static key => new Found(key))]);
    }

    public override async ValueTask DisposeAsync()
    {
        reader.Dispose();
        await base.DisposeAsync();
    }

    private async ValueTask<string> Read(CancellationToken ct)
    {
        var body = new ArrayBufferWriter<byte>();
        var request = HttpRequest.Of("GET", new(whence), null, null) with { BodyMax = ReadBackMax, Keep = body };
        var answer = await reader.Ask(request, ReadBackTimeout, ct);
        return answer.Status == 200
            ? Encoding.UTF8.GetString(body.WrittenSpan)
            : throw new ProbeFailed(answer.Status.ToString(CultureInfo.InvariantCulture));
    }
}
