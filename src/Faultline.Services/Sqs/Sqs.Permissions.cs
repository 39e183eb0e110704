using Faultline.Api.Sqs;
using Faultline.Wire;

namespace Faultline.Services.Sqs;

internal sealed partial class Sqs
{
    /// <summary>
    /// What other accounts may be allowed.
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
    /// </summary>
    private static readonly string[] Shareable =
    [
        "*", "ChangeMessageVisibility", "DeleteMessage", "GetQueueAttributes", "GetQueueUrl",
        "ListDeadLetterSourceQueues", "PurgeQueue", "ReceiveMessage", "SendMessage",
    ];

    public override async ValueTask AddPermission(Call call, AddPermissionRequest request, CancellationToken ct)
    {
        var queue = Find(call, request.QueueUrl, action: null);
        CheckPermission(request);
        using var held = await queue.Take(ct);
        var settings = held.State.Settings;
        var policy = AccessPolicy.ParseOrEmpty(settings.Policy, queue.Arn);
        if (policy.Has(request.Label))
        {
            throw Refusal.Value(request.Label, "Label", "Already exists.");
        }

        if (policy.Count >= Limits.StatementsMax)
        {
            throw SqsErrors.OverLimit(
                $"{policy.Count + 1} Statements were found, maximum allowed is {Limits.StatementsMax}.");
        }

        var wider = policy.With(request.Label, queue.Arn, request.AWSAccountIds, request.Actions);
        held.State.Change(settings with { Policy = wider.ToString() }, book.Now);
        await held.Keep();
    }

    public override async ValueTask RemovePermission(Call call, RemovePermissionRequest request, CancellationToken ct)
    {
        var queue = Find(call, request.QueueUrl, action: null);
        using var held = await queue.Take(ct);
        var settings = held.State.Settings;
        var policy = AccessPolicy.ParseOrEmpty(settings.Policy, queue.Arn);
        if (!policy.Has(request.Label))
        {
            throw Refusal.Value(request.Label, "Label", "can't find label.");
        }

        held.State.Change(settings with { Policy = policy.Without(request.Label)?.ToString() }, book.Now);
        await held.Keep();
    }

    private static void CheckPermission(AddPermissionRequest request)
    {
        if (request.Label.Length > Limits.NameMax || !QueueName.IsWord(request.Label))
        {
            throw Refusal.Value(
                request.Label,
                nameof(request.Label),
                "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }

        if (request.Actions.Count > Limits.ActionsMax)
        {
            throw SqsErrors.OverLimit(
                $"{request.Actions.Count} Actions were found, maximum allowed is {Limits.ActionsMax}.");
        }

        if (request.Actions.Find(action => !Shareable.Contains(action)) is { } other)
        {
            throw Refusal.Value(
                $"SQS:{other}", "ActionName", "Please refer to the appropriate WSDL for a list of valid actions.");
        }

        if (request.Actions.Count == 0)
        {
            throw Refusal.Missing("Actions");
        }

        if (request.AWSAccountIds.Count is 0 or > Limits.PrincipalsMax ||
            request.AWSAccountIds.Exists(id => id.Length != 12 || id.AsSpan().ContainsAnyExceptInRange('0', '9')))
        {
            throw Refusal.Value($"[{string.Join(", ", request.AWSAccountIds)}]", "PrincipalId", "Unable to verify.");
        }
    }
}
