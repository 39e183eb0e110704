using Faultline.Kernel.Faults;
using Faultline.Kernel.Times;

namespace Faultline.Commands;

/// <summary>
/// Reads <c>--timing</c>: a profile for everything, profiles for services by name, or both, with commas between.
/// </summary>
internal sealed class TimingSettings(List<string> errors)
{
    private static readonly string[] profiles = ["aws", "fast"];

    public Timing Of(IReadOnlyList<string> chosen)
    {
        var whole = Profile.Fast;
        var services = new Dictionary<string, Profile>(StringComparer.Ordinal);
        foreach (var item in chosen.SelectMany(each => each.Split(',', StringSplitOptions.TrimEntries)))
        {
            var at = item.IndexOf('=', StringComparison.Ordinal);
            var service = at < 0 ? null : item[..at];
            var profile = Read(item[(at + 1)..], item);
            if (service is null)
            {
                whole = profile;
            }
            else if (Names.Timed.Contains(service))
            {
                services[service] = profile;
            }
            else
            {
                errors.Add($"--timing: there is no service '{service}'.{Nearest.To(service, Names.Timed)}");
            }
        }

        return new(whole) { Services = services };
    }

    private Profile Read(string name, string item)
    {
        if (!profiles.Contains(name))
        {
            errors.Add($"--timing is aws or fast, or one of them for a service, as rds=aws; not '{item}'.");
        }

        return name == "aws" ? Profile.Aws : Profile.Fast;
    }
}
