using System.CommandLine;
using Faultline.Drills.Runbooks;
using Faultline.Drills.Runbooks.Reading;
using Faultline.Drills.Runbooks.Writing;
using Faultline.Drills.Sites;
using Faultline.Kernel;
using Faultline.Services.CloudFormation;
using Faultline.Wire;

namespace Faultline.Commands.Drills;

/// <summary>
/// Writes what to do when something of a system fails: of stacks that stand on a server, or of a template, for which no
/// server is asked.
/// </summary>
internal sealed class RunbookCommand : Command
{
    private readonly Argument<string?> template = new("template")
    {
        Description = "A CloudFormation template, JSON or YAML.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string[]> stacks = new("--stack")
    {
        Description = "A stack that stands on a server, instead of a template; may be given again.",
        HelpName = "NAME",
    };

    private readonly Option<string> region = new("--region")
    {
        Description = "The region of the stack, or that the template is for.",
        HelpName = "REGION",
        DefaultValueFactory = _ => "us-east-1",
    };

    private readonly Option<string> account = new("--account")
    {
        Description = "The account of the stack, or that the template is for.",
        HelpName = "ID",
        DefaultValueFactory = _ => "000000000000",
    };

    private readonly Option<string[]> parameters = new("--parameter")
    {
        Description = "A parameter of the template and its value, as Size=3; may be given again.",
        HelpName = "NAME=VALUE",
    };

    private readonly Option<string> format = new("--format")
    {
        Description = "How it is written: md, html or json.",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "md",
    };

    private readonly Option<bool> json = new("--json") { Description = "Write JSON, as --format json does." };

    private readonly ServerChoice server;

    public RunbookCommand() : base("runbook", "Write what to do when something of a system fails.")
    {
        Arguments.Add(template);
        region.CompletionSources.From(_ => Names.Regions);
        format.AcceptOnlyFromAmong("md", "html", "json");
        foreach (var option in (Option[])[stacks, region, account, parameters, format, json])
        {
            Options.Add(option);
        }

        server = new(this);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        var names = parsed.GetValue(stacks) ?? [];
        var file = parsed.GetValue(template);
        if (file is null == (names.Length == 0))
        {
            throw new Refused(CommandLine.Misused, "name a template, or stacks of a server with --stack.");
        }

        var runbook = file is not null ? FromFile(file, parsed) : await FromServer(names, parsed, ct);
        Console.Out.Write((parsed.GetValue(json) ? "json" : parsed.GetValue(format)) switch
        {
            "html" => RunbookHtml.Of(runbook),
            "json" => RunbookJson.Of(runbook),
            _ => RunbookMarkdown.Of(runbook),
        });
        return 0;
    }

    private Runbook FromFile(string file, ParseResult parsed)
    {
        try
        {
            return FromTemplate.Read(
                Path.GetFileName(file),
                File.ReadAllText(file),
                parsed.GetValue(region)!,
                parsed.GetValue(account)!,
                Given(parsed));
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new Refused(CommandLine.Misused, $"cannot read {file}: {unread.Message}");
        }
        catch (SketchRefused refused)
        {
            throw new Refused(CommandLine.Misused,
                $"{file}: {refused.Message.TrimEnd('.')}. --parameter NAME=VALUE gives a parameter its value.");
        }
    }

    private Dictionary<string, string> Given(ParseResult parsed)
    {
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in parsed.GetValue(parameters) ?? [])
        {
            var sign = pair.IndexOf('=', StringComparison.Ordinal);
            if (sign <= 0)
            {
                throw new Refused(CommandLine.Misused, $"'{pair}' is no NAME=VALUE.");
            }

            given[pair[..sign]] = pair[(sign + 1)..];
        }

        return given;
    }

    private async Task<Runbook> FromServer(IReadOnlyList<string> names, ParseResult parsed, CancellationToken ct)
    {
        var node = new Node("runbook", Edge.Clock, Dice.Unforeseen());
        var endpoint = await server.Endpoint(parsed, ct);
        await using var site = new LiveSite(endpoint, parsed.GetValue(account)!, node);
        try
        {
            return Runbook.For(await FromStack.Read(site, parsed.GetValue(region)!, names, ct));
        }
        catch (Exception refused) when (refused is AwsError or DrillRefused or IOException)
        {
            throw new Refused(CommandLine.Failed, refused.Message);
        }
    }
}
