using System.Text;

namespace Faultline.Whole;

/// <summary>The examples of the documentation do what they say: each file's <c>sh</c> blocks are one script.</summary>
public sealed class ExampleTests
{
    public static TheoryData<string> Pages
    {
        get
        {
            var pages = new TheoryData<string>();
            foreach (var folder in (string[])["src/Faultline.Services", "docs"])
            {
                var found = Directory.EnumerateFiles(
                    Path.Combine(Repository.Root, folder), "*.md", SearchOption.AllDirectories);
                foreach (var page in found.Where(page => Script(page).Length > 0).Order(StringComparer.Ordinal))
                {
                    pages.Add(Path.GetRelativePath(Repository.Root, page));
                }
            }

            return pages;
        }
    }

    [ToolTheory("aws")]
    [MemberData(nameof(Pages))]
    public async Task The_examples_run_of(string page)
    {
        await using var server = await Server.Start();
        var environment = new Dictionary<string, string>(server.Environment)
        {
            ["STATE"] = server.State,
            ["PORT"] = $"{server.Port}",
        };
        await RunBlocks(page, environment);
    }

    [ToolFact("aws")]
    public async Task The_README_takes_someone_new_from_nothing_to_a_message()
    {
        // The same words, on a port and a folder that nobody else has.
        var state = Directory.CreateTempSubdirectory("faultline-readme-").FullName;
        var environment = new Dictionary<string, string>
        {
            ["STATE"] = state,
            ["PORT"] = $"{Server.FreePort()}",
            ["AWS_PAGER"] = "",
            ["AWS_CONFIG_FILE"] = "/dev/null",
        };
        try
        {
            await RunBlocks("README.md", environment);
        }
        finally
        {
            await Tool.Run(Repository.Faultline, ["down", "--state", state]);
            Directory.Delete(state, recursive: true);
        }
    }

    /// <summary>
    /// Older AWS CLIs (version 2 before 2.13, version 1 for SQS) do not hear AWS_ENDPOINT_URL: a function tells them.
    /// </summary>
    private static async Task RunBlocks(string page, IReadOnlyDictionary<string, string> environment)
    {
        var script = $$"""
            set -euo pipefail
            cd '{{Repository.Root}}'
            aws() { command aws --endpoint-url "$AWS_ENDPOINT_URL" "$@"; }
            ./faultline() {
              case "$1 ${2-}" in simulate*|'scenario list'|'scenario show') command ./faultline "$@"; return;; esac
              if [ "$1" = exec ]; then shift; command ./faultline exec --state "$STATE" "$@"; return; fi
              if [ "$1" = up ]; then set -- "$@" --port "$PORT"; fi
              command ./faultline "$@" --state "$STATE"
            }
            {{Script(Path.Combine(Repository.Root, page))}}
            """;
        (await Tool.Run("bash", ["-c", script], environment)).MustSucceed();
    }

    private static string Script(string page)
    {
        var script = new StringBuilder();
        var inside = false;
        foreach (var line in File.ReadLines(page))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = line == "```sh";
            }
            else if (inside)
            {
                script.AppendLine(line);
            }
        }

        return script.ToString();
    }
}
