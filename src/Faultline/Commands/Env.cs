using System.CommandLine;

namespace Faultline.Commands;

/// <summary>Prints what a shell needs so that the AWS CLI and the SDKs call this server.</summary>
internal sealed class Env : Command
{
    private readonly Option<string> state = Choices.State();
    private readonly Option<int?> port = Choices.Port("The port of the server, instead of its state folder.");

    private readonly Option<string> region = new("--region")
    {
        Description = "The region that calls go to.",
        DefaultValueFactory = _ => "us-east-1",
        HelpName = "REGION",
    };

    private readonly Option<string> account = new("--account")
    {
        Description = "The account that calls, 12 digits. [default: 000000000000]",
        HelpName = "ACCOUNT",
    };

    private readonly Option<bool> json = Choices.Json();

    public Env() : base("env", "Print exports for a shell: eval \"$(faultline env)\".")
    {
        foreach (var option in (Option[])[state, port, region, account, json])
        {
            Options.Add(option);
        }

        account.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text && (text.Length != 12 || !text.All(char.IsAsciiDigit)))
            {
                result.AddError($"--account is 12 digits; not '{text}'.");
            }
        });
        region.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } text
                && !text.All(sign => char.IsAsciiLetterOrDigit(sign) || sign == '-'))
            {
                result.AddError($"--region is a name such as eu-central-1; not '{text}'.");
            }
        });
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var endpoint = parsed.GetValue(port) is { } number
            ? PortHolder.Endpoint(number)
            : ServerFile.Find(parsed.Folder(state))?.Endpoint ?? $"http://localhost:{Settings.PortDefault}";
        var region = parsed.GetValue(this.region)!;
        (string Name, string Value)[] all =
        [
            ("AWS_ENDPOINT_URL", endpoint),
            ("AWS_ACCESS_KEY_ID", parsed.GetValue(account) ?? "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
            ("AWS_DEFAULT_REGION", region),
            ("AWS_REGION", region),
        ];
        if (parsed.GetValue(json))
        {
            Print.Json(members =>
            {
                foreach (var (name, value) in all)
                {
                    members.WriteString(name, value);
                }
            });
            return 0;
        }

        foreach (var (name, value) in all)
        {
            Console.WriteLine($"export {name}={value}");
        }

        // A session token left from elsewhere would be sent along and refused.
        Console.WriteLine("unset AWS_SESSION_TOKEN AWS_PROFILE");
        return 0;
    }
}
