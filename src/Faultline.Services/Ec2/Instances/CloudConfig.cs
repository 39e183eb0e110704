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

    private readonly StringBuilder script = new("#!/bin/sh\n");

    private CloudConfig(YamlMappingNode config)
    {
        foreach (var (key, value) in config.Children.OrderBy(each => Array.IndexOf(stages, each.Key.ToString())))
        {
            Take(key.ToString(), value);
        }
    }

    public static CloudConfig Read(string text)
    {
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            return new(yaml.Documents is [{ RootNode: YamlMappingNode config }] ? config : []);
        }
        catch (YamlException wrong)
        {
            throw Refusal.Value($"The cloud-config of the user data cannot be read: {wrong.Message}");
        }
    }

    public string Script() => script.ToString();

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
                    script.Append(command is YamlSequenceNode words
                        ? string.Join(' ', words.Select(word => Quote(word.ToString())))
                        : command.ToString()).Append('\n');
                }

                break;
            case var _ when refused.Contains(key) && value.ToString() is not ("false" or ""):
                throw Refusal.Value(
                    $"The user data asks for '{key}', which instances of Faultline do not do: they share this "
                    + "machine's system. Install what is needed on the machine itself, and leave it out here.");
            default:
                script.Append("echo ")
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
        script.Append("mkdir -p \"$(dirname ").Append(target).Append(")\"\n")
            .Append("echo ").Append(Quote(data)).Append(" | ").Append(decode).Append(' ').Append(into).Append(' ')
            .Append(target).Append('\n');
        if (Text(file, "permissions") is { } mode)
        {
            script.Append("chmod ").Append(Quote(mode)).Append(' ').Append(target).Append('\n');
        }
    }

    private static YamlSequenceNode Items(YamlNode value) =>
        value as YamlSequenceNode ?? throw Refusal.Value("A list was expected in the cloud-config.");

    private static string? Text(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value.ToString() : null;

    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
