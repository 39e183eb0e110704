using System.Text;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// A cloud-config: the files that it writes and the commands that it runs, turned into a script. What it asks of the
/// system as a whole (packages, users) is refused or named, since instances share this machine's.
/// </summary>
internal sealed class CloudConfig
{
    private static readonly string[] refused = ["packages", "apt", "yum_repos", "snap", "package_upgrade", "users"];

    /// <summary>What is done first and what then, whatever order a config says: the stages of cloud-init.</summary>
    private static readonly string[] stages = ["bootcmd", "write_files", "runcmd"];

    /// <summary>What says how configs are put together.</summary>
    private static readonly string[] merges = ["merge_how", "merge_type"];

    private const string Shebang = "#!/bin/sh\n";

    private readonly StringBuilder before = new();
    private readonly StringBuilder commands = new();

    private CloudConfig(YamlMappingNode config)
    {
        foreach (var (key, value) in config.Children.OrderBy(each => Array.IndexOf(stages, Plain(each.Key))))
        {
            Take(Plain(key), value);
        }
    }

    /// <summary>What is done before any script of the user data.</summary>
    public string Before => Shebang + before;

    /// <summary>What <c>runcmd</c> asks for, as a script; null where it asks for nothing.</summary>
    public string? Commands => commands.Length == 0 ? null : Shebang + commands;

    public static CloudConfig Read(string text) => Read([(text, null)]);

    /// <summary>
    /// Several become one. Of what two of them say the later one holds, unless it says that lists go together
    /// ("Merging user data sections" in cloud-init's documentation).
    /// </summary>
    public static CloudConfig Read(IReadOnlyList<(string Text, string? Merge)> texts)
    {
        var all = new YamlMappingNode();
        foreach (var (text, merge) in texts)
        {
            var config = Parse(text);
            var how = merge ?? How(config, "merge_how") ?? How(config, "merge_type") ?? "";
            foreach (var (key, value) in config.Children.Where(each => !merges.Contains(Plain(each.Key))))
            {
                all.Children[key] = all.Children.TryGetValue(key, out var old) ? Merged(old, value, how) : value;
            }
        }

        return new(all);
    }

    private static string? How(YamlMappingNode config, string key) =>
        config.Children.TryGetValue(new YamlScalarNode(key), out var value) && value is not YamlScalarNode
            ? throw Refusal.Value($"The {key} of a cloud-config is given in words, as 'list(append)'.")
            : Text(config, key);

    private static YamlNode Merged(YamlNode old, YamlNode next, string how) => (old, next) switch
    {
        (YamlSequenceNode first, YamlSequenceNode then) when Says(how, "append") => new YamlSequenceNode(
            first.Children.Concat(then.Children)),
        (YamlSequenceNode first, YamlSequenceNode then) when Says(how, "prepend") => new YamlSequenceNode(
            then.Children.Concat(first.Children)),
        _ => next,
    };

    private static bool Says(string how, string word) => how.Contains($"list({word}", StringComparison.Ordinal);

    private static YamlMappingNode Parse(string text)
    {
        try
        {
            PlainKeys.Check(text);
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return yaml.Documents is [{ RootNode: YamlMappingNode config }] ? config : [];
        }
        catch (Exception wrong) when (wrong is YamlException or InvalidOperationException or ArgumentException)
        {
            // Of some broken words and tags the parser says so with the latter two.
            throw Refusal.Value($"The cloud-config of the user data cannot be read: {wrong.Message}");
        }
    }

    public string Script() => Shebang + before + commands;

    private void Take(string key, YamlNode value)
    {
        switch (key)
        {
            case "write_files":
                foreach (var file in Items(value).OfType<YamlMappingNode>())
                {
                    Write(file);
                }

                break;
            case "runcmd" or "bootcmd":
                foreach (var command in Items(value))
                {
                    (key == "runcmd" ? commands : before).Append(command is YamlSequenceNode words
                        ? string.Join(' ', words.Select(word => Quote(Plain(word))))
                        : Plain(command)).Append('\n');
                }

                break;
            case var _ when refused.Contains(key) && value is not YamlScalarNode { Value: null or "false" or "" }:
                throw Refusal.Value(
                    $"The user data asks for '{key}', which instances of Faultline do not do: they share this "
                    + "machine's system. Install what is needed on the machine itself, and leave it out here.");
            default:
                before.Append("echo ")
                    .Append(Quote($"[faultline] cloud-config: '{key}' is not done here"))
                    .Append('\n');
                break;
        }
    }

    /// <summary>
    /// Files are written below the instance's own folder: <c>/etc/motd</c> is <c>etc/motd</c> there.
    /// </summary>
    private void Write(YamlMappingNode file)
    {
        var path = Text(file, "path")?.TrimStart('/') ?? throw Refusal.Value("A file of write_files has no path.");
        if (path.Split('/').Contains(".."))
        {
            throw Refusal.Value($"The file {path} of write_files does not lie in the instance.");
        }

        var content = Text(file, "content") ?? "";
        var encoding = Text(file, "encoding") ?? "text/plain";
        var (decode, data) = encoding switch
        {
            "text/plain" => ("base64 -d", Convert.ToBase64String(Encoding.UTF8.GetBytes(content))),
            "b64" or "base64" => ("base64 -d", content),
            "gz" or "gzip" or "gz+b64" or "gz+base64" or "gzip+b64" or "gzip+base64" =>
                ("base64 -d | gzip -d", content),
            _ => throw Refusal.Value($"The encoding {encoding} of {path} in write_files is not known."),
        };
        var target = Quote(path);
        var into = string.Equals(Text(file, "append"), "true", StringComparison.OrdinalIgnoreCase) ? ">>" : ">";
        before.Append("mkdir -p \"$(dirname ").Append(target).Append(")\"\n")
            .Append("echo ").Append(Quote(data)).Append(" | ").Append(decode).Append(' ').Append(into).Append(' ')
            .Append(target).Append('\n');
        if (Text(file, "permissions") is { } mode)
        {
            before.Append("chmod ").Append(Quote(mode)).Append(' ').Append(target).Append('\n');
        }
    }

    private static YamlSequenceNode Items(YamlNode value) =>
        value as YamlSequenceNode ?? throw Refusal.Value("A list was expected in the cloud-config.");

    private static string? Text(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? Plain(value) : null;

    /// <summary>One text. What holds others within it is none, and may be endless: a part may be its own.</summary>
    private static string Plain(YamlNode node) => node is YamlScalarNode { Value: var text }
        ? text ?? ""
        : throw Refusal.Value("A text was expected in the cloud-config.");

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
