namespace Faultline.Wire.Protocols.Query;

/// <summary>What SQS says otherwise over query than over json.</summary>
internal static class QueryWords
{
    /// <summary>The one error that has neither message nor request id, only an element of its name.</summary>
    public const string BareCode = "UnknownOperationException";

    public static AwsError Of(AwsError error) => (error.Code, error.Message) switch
    {
        ("AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist.") =>
            new(error.Shape!, "The specified queue does not exist for this wsdl version.", error.Body),
        _ => error,
    };
}
