using Faultline.Wire.Shapes;

namespace Faultline.Wire;

/// <summary>
/// An error that AWS gives too, thrown by a behaviour and written by the protocol in one place. Made by the generated
/// factories, or by <see cref="CommonErrors"/> for those that every service has.
/// </summary>
public sealed class AwsError : Exception
{
    /// <summary>An error of the service's own model, with its other members in <paramref name="body"/>.</summary>
    public AwsError(Shape shape, string message, IStructure? body = null) : base(message)
    {
        Shape = shape;
        Body = body;
        var facts = shape.Error ?? throw new ArgumentException($"{shape} is no error.", nameof(shape));
        (Code, Status, SenderFault) = (facts.Code, facts.Status, facts.SenderFault);
    }

    /// <summary>An error that stands in no model.</summary>
    public AwsError(string code, int status, string message) : base(message) =>
        (Code, Status, SenderFault) = (code, status, status < 500);

    public Shape? Shape { get; }

    public IStructure? Body { get; }

    /// <summary>The code on the wire, as the query protocol shows it.</summary>
    public string Code { get; }

    /// <summary>The name of the error's type, as the JSON protocols show it.</summary>
    public string Type => Shape?.Name ?? Code;

    public int Status { get; }

    public bool SenderFault { get; }

    /// <summary>It says nothing against the call, but that there were too many.</summary>
    public bool IsThrottling => Throttles(Code);

    /// <summary>Who asks again may be answered, and whether this call did something is open.</summary>
    public bool MayPass => Status is >= 500 and not 501 || IsThrottling || Code == "RequestTimeout";

    /// <summary>Whether the code is one of those by which services say that there were too many calls.</summary>
    public static bool Throttles(string code) => code.Contains("Throttl", StringComparison.Ordinal)
        || code is "RequestLimitExceeded" or "TooManyRequestsException" or "SlowDown";
}
