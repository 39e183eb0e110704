using System.Net;
using Faultline.Drills.Sites;
using Faultline.Kernel;

namespace Faultline.Drills.Probes.Http;

/// <summary>The resolver of one client: it keeps an answer for as long as it may, right or wrong.</summary>
internal sealed class Names(ISite site)
{
    private readonly Turn turn = new();
    private readonly Dictionary<string, (NameAnswer Answer, DateTimeOffset Until)> kept =
        new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where a name leads to, as this client believes. Throws where it leads to nothing.</summary>
    public async ValueTask<NameAnswer> Of(string name, CancellationToken ct)
    {
        if (IPAddress.TryParse(name.Trim('[', ']'), out var address))
        {
            return new([new(address)], TimeSpan.MaxValue);
        }

        await turn.Take(ct);
        try
        {
            if (kept.TryGetValue(name, out var known) && site.Node.Now < known.Until)
            {
                return known.Answer;
            }

            var answer = await Ask(name, ct);
            kept[name] = (answer, site.Node.Now + answer.Ttl);
            return answer;
        }
        finally
        {
            turn.Give();
        }
    }

    /// <summary>That there is nothing is not kept: who finds nothing asks again.</summary>
    private async ValueTask<NameAnswer> Ask(string name, CancellationToken ct)
    {
        try
        {
            var answer = await site.Resolve(name, ct);
            return answer.Addresses.Count > 0 ? answer : throw new ProbeFailed(Failures.Names);
        }
        catch (IOException why) when (why is not ProbeFailed)
        {
            throw new ProbeFailed(Failures.Names);
        }
    }
}
