namespace Faultline.Machines.Signals;

/// <summary>
/// What a command line of <c>cfn-signal</c> asks for ("cfn-signal", CloudFormation template reference guide): a signal
/// to a resource of a stack, or one at the address of a wait condition handle.
/// </summary>
internal sealed record SignalOrder
{
    public bool IsSuccess { get; init; } = true;

    public string? Reason { get; init; }

    public string? Data { get; init; }

    /// <summary>Who signals; the instance unless it is given.</summary>
    public string? Id { get; init; }

    public string? Stack { get; init; }

    public string? Resource { get; init; }

    public string? Region { get; init; }

    public string? Url { get; init; }

    public string? AccessKey { get; init; }

    public string? SecretKey { get; init; }

    /// <summary>The order, or what is wrong with it.</summary>
    public static (SignalOrder? Order, string? Wrong) Read(IReadOnlyList<string> arguments)
    {
        var order = new SignalOrder();
        for (var at = 0; at < arguments.Count; at++)
        {
            var (name, value) = Split(arguments[at]);
            if (!name.StartsWith('-'))
            {
                order = order with { Url = arguments[at] };
                continue;
            }

            if (name is "-v" or "--verbose")
            {
                continue;
            }

            value ??= ++at < arguments.Count ? arguments[at] : null;
            if (value is null)
            {
                return (null, $"{name} needs a value.");
            }

            if (order.With(name, value) is not { } next)
            {
                return (null, $"{name} {value} is not something that Faultline's cfn-signal knows.");
            }

            order = next;
        }

        return order switch
        {
            { Url: not null } => (order, null),
            { Stack: null } or { Resource: null } => (null, "Give --stack and --resource, or the address of a handle."),
            _ => (order, null),
        };
    }

    private SignalOrder? With(string name, string value) => name switch
    {
        "-e" or "--exit-code" => int.TryParse(value, out var code) ? this with { IsSuccess = code == 0 } : null,
        "-s" or "--success" => value is "true" or "false" ? this with { IsSuccess = value == "true" } : null,
        "-r" or "--reason" => this with { Reason = value },
        "-d" or "--data" => this with { Data = value },
        "-i" or "--id" => this with { Id = value },
        "--stack" => this with { Stack = value },
        "--resource" => this with { Resource = value },
        "--region" => this with { Region = value },
        "--access-key" => this with { AccessKey = value },
        "--secret-key" => this with { SecretKey = value },
        // Who calls is known all the same, and the server is on this machine.
        "--role" or "--http-proxy" or "--https-proxy" => this,
        _ => null,
    };

    private static (string Name, string? Value) Split(string argument) => argument.IndexOf('=') is > 0 and var at
        && argument.StartsWith("--", StringComparison.Ordinal)
            ? (argument[..at], argument[(at + 1)..])
            : (argument, null);
}
