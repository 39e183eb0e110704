using System.Globalization;
using System.Text;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// User data by what it is made of: one script, one cloud-config, or a MIME message with several of both. All of it
/// becomes one script, in which things happen in the order of cloud-init: the cloud-configs put together, then scripts
/// and <c>runcmd</c> by their names.
/// </summary>
internal sealed class UserParts
{
    /// <summary>What all parts may come to once they are decoded.</summary>
    private const int LengthMax = 1024 * 1024;

    private const string Nothing = "#!/bin/sh\n";
    private const string Commands = "runcmd";
    private const string CloudConfigMark = "#cloud-config";

    /// <summary>What cloud-init does besides, by how it begins and by its type.</summary>
    private static readonly string[] refused =
    [
        "#cloud-config-archive", "#cloud-config-jsonp", "#include", "#cloud-boothook", "#upstart-job", "#part-handler",
        "## template:",
    ];

    private readonly List<(string Name, string Text)> scripts = [];
    private readonly List<(string Text, string? Merge)> configs = [];

    /// <summary>The script of decoded user data; parts of it may be compressed for themselves.</summary>
    public static string Script(string text, Func<byte[], string> decode)
    {
        var parts = new UserParts();
        if (!MimePart.Is(text))
        {
            parts.TakeByMark(text, "", null);
            return parts.Script();
        }

        var (count, length) = (0, 0);
        foreach (var part in MimePart.Read(text))
        {
            var content = decode(part.Bytes());
            length += content.Length;
            if (length > LengthMax)
            {
                throw Refusal.Value($"The parts of the user data come to more than {LengthMax} bytes.");
            }

            count++;
            parts.Take(part, content, part.Name ?? string.Create(CultureInfo.InvariantCulture, $"part-{count:000}"));
        }

        return parts.Script();
    }

    private void Take(MimePart part, string content, string name)
    {
        switch (part.Type)
        {
            case "text/x-shellscript" or "text/x-shellscript-per-instance" or "text/x-shellscript-per-once":
                scripts.Add((name, content));
                break;
            case "text/cloud-config":
                configs.Add((content, part.Merge));
                break;
            case "text/plain" or "text/x-not-multipart" or "application/octet-stream":
                TakeByMark(content, name, part.Merge);
                break;
            case var other:
                throw Refusal.Value(
                    $"The user data has a part of the type '{other}', which instances of Faultline do not do. They do "
                    + "text/x-shellscript and text/cloud-config.");
        }
    }

    /// <summary>What is none of these is data for the instance, which reads it from its metadata service.</summary>
    private void TakeByMark(string text, string name, string? merge)
    {
        if (Array.Find(refused, mark => text.StartsWith(mark, StringComparison.Ordinal)) is { } mark)
        {
            throw Refusal.Value(
                $"The user data begins with '{mark}', which instances of Faultline do not do. They do scripts that "
                + "begin with '#!' and cloud-configs that begin with '#cloud-config', each for itself or as a part of "
                + "a MIME message.");
        }

        if (text.StartsWith(CloudConfigMark, StringComparison.Ordinal))
        {
            configs.Add((text, merge));
        }
        else if (text.StartsWith("#!", StringComparison.Ordinal))
        {
            scripts.Add((name, text));
        }
    }

    private string Script()
    {
        var config = configs.Count > 0 ? CloudConfig.Read(configs) : null;
        return (config, scripts) switch
        {
            (null, []) => Nothing,
            (null, [var only]) => only.Text,
            (not null, []) => config.Script(),
            _ => Joined(config),
        };
    }

    /// <summary>
    /// Scripts may be in any language, so each is written to a file of its own. One that fails keeps no other from
    /// running; that it failed is told at the end.
    /// </summary>
    private string Joined(CloudConfig? config)
    {
        IEnumerable<(string Name, string Text)> all = config?.Commands is { } commands
            ? scripts.Append((Commands, commands))
            : scripts;
        var script = new StringBuilder(config?.Before ?? Nothing).Append(
            """
            code=0
            part() {
              echo "$2" | base64 -d > "$FAULTLINE_MACHINE/$1"
              chmod +x "$FAULTLINE_MACHINE/$1"
              "$FAULTLINE_MACHINE/$1" || code=$?
            }

            """);
        foreach (var (each, index) in all.OrderBy(each => each.Name, StringComparer.Ordinal)
            .Select((each, index) => (each.Text, index)))
        {
            var bytes = Convert.ToBase64String(Encoding.UTF8.GetBytes(each));
            script.Append(CultureInfo.InvariantCulture, $"part user-data.{index + 1} '{bytes}'\n");
        }

        return script.Append("exit $code\n").ToString();
    }
}
