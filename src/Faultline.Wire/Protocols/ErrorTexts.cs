using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols;

/// <summary>How the JSON and CBOR protocols name an error and its message.</summary>
internal static class ErrorTexts
{
    /// <summary>The member of the error's shape that holds the message, if the model has one.</summary>
    public static Member? MessageMember(AwsError error)
    {
        foreach (var member in error.Shape?.Members ?? [])
        {
            if (member.Shape.Kind == ShapeKind.String && member.Name is "message" or "Message" or "errorMessage")
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>The name of the message where no model says it: two errors of the framework's have a capital.</summary>
    public static string MessageName(AwsError error) =>
        error.Code is "SerializationException" or "AccessDeniedException" ? "Message" : "message";

    /// <summary>The error's whole shape id, as json 1.0 and CBOR show it.</summary>
    public static string ShapeId(ServiceModel service, AwsError error) => error switch
    {
        { Shape: not null } => $"{Namespace(service)}#{error.Type}",
        { Code: "ValidationException" } => "com.amazon.coral.validate#ValidationException",
        _ => $"com.amazon.coral.service#{error.Code}",
    };

    /// <summary>
    /// Where the old query codes live on, the model's status is that of the query protocol; the others answer
    /// 400 or 500.
    /// </summary>
    public static int Status(ServiceModel service, AwsError error) =>
        service.QueryCompatible && error.Shape is not null ? error.SenderFault ? 400 : 500 : error.Status;

    /// <summary>The code that clients of the old query protocol know, and who is at fault.</summary>
    public static string QueryError(AwsError error) => $"{error.Code};{(error.SenderFault ? "Sender" : "Receiver")}";

    // No model file says the namespace. It shows in answers of the real services.
    private static string Namespace(ServiceModel service) => service.Id switch
    {
        "dynamodb" => "com.amazonaws.dynamodb.v20120810",
        var id => $"com.amazonaws.{id}",
    };
}
