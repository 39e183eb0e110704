using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Faultline.Drills.Plans;

namespace Faultline.Drills.Running;

/// <summary>
/// What a runbook knows only while it is gone through: the hour before the first strike, which is what one restores to,
/// and what its earlier steps kept of the answers that they waited for.
/// </summary>
internal sealed class Late(DateTimeOffset struck)
{
    private readonly Lock turn = new();
    private readonly SortedDictionary<string, string> known = new(StringComparer.Ordinal)
    {
        [References.Before] = Whole(struck).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
    };

    public void Keep(string name, string value)
    {
        lock (turn)
        {
            known[References.Kept + name] = value;
        }
    }

    /// <summary>The input with what is known by now. An <see cref="IOException"/> names what is not.</summary>
    public string Fill(string json)
    {
        // An hour that stands by itself is a number, as the protocol has it; within a text it is one that people read.
        var epoch = Whole(struck).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        json = json.Replace($"\"${{{References.Before}}}\"", epoch, StringComparison.Ordinal);
        foreach (var name in References.In(json).Where(References.IsLate))
        {
            string? value;
            lock (turn)
            {
                value = known.GetValueOrDefault(name);
            }

            var text = JsonEncodedText.Encode(
                value ?? throw new IOException($"no step before this one has kept ${{{name}}}"),
                JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString();
            json = References.Fill(json, new Dictionary<string, string> { [name] = text });
        }

        return json;
    }

    /// <summary>The last whole second by then: what is struck in the midst of it is not in it.</summary>
    private static DateTimeOffset Whole(DateTimeOffset hour) =>
        DateTimeOffset.FromUnixTimeSeconds(hour.ToUnixTimeSeconds());
}
