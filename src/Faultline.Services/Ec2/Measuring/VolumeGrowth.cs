using Faultline.Engines.Volumes;

namespace Faultline.Services.Ec2.Measuring;

/// <summary>By how much the files of volumes grew from one look to the next. It remembers the look before.</summary>
internal sealed class VolumeGrowth(IVolumes volumes)
{
    private Dictionary<string, long> before = new(StringComparer.Ordinal);

    /// <summary>Of those volumes; who is looked at for the first time, or cannot be, is not in the answer.</summary>
    public async ValueTask<IReadOnlyDictionary<string, long>> Look(IEnumerable<string> which, CancellationToken ct)
    {
        var (seen, grown) = (new Dictionary<string, long>(StringComparer.Ordinal), new Dictionary<string, long>());
        foreach (var volume in which)
        {
            if (await volumes.Length(volume, ct) is not { } length)
            {
                continue;
            }

            seen[volume] = length;
            if (before.TryGetValue(volume, out var last))
            {
                grown[volume] = Math.Max(0, length - last);
            }
        }

        before = seen;
        return grown;
    }
}
