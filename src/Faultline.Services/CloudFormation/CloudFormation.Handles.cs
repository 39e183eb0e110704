using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Resources;
using Faultline.Services.Provisioning;

namespace Faultline.Services.CloudFormation;

internal sealed partial class CloudFormation
{
    /// <summary>Nobody signs what is put here, so it is kept small: AWS takes less in all.</summary>
    private const int SignalCharactersMax = 16 * 1024;

    private const int SignalsMax = 1_000;

    private static readonly JsonDocumentOptions once = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// Takes a signal that was put at the address of a wait condition handle. Whoever knows the address may: its token
    /// is the secret. Says what is wrong, or null.
    /// </summary>
    public async ValueTask<string?> Signal(string token, string body, CancellationToken ct)
    {
        if (Read(body) is not var (status, id, reason, data) || id.Length == 0)
        {
            return "A signal is JSON with Status (SUCCESS or FAILURE), UniqueId, Reason and Data, 16 KiB at most.";
        }

        using var held = await book.Take(ct);
        var state = held.State;
        if (state.Resources.All.FirstOrDefault(row => row.Now.Token == token && !row.IsGone
            && row.Now.Type == "AWS::CloudFormation::WaitConditionHandle") is not { } handle)
        {
            return "There is no such wait condition handle.";
        }

        var owner = WaitConditionHandle.OwnerOf(token);
        if (state.SignalsOf(owner).Take(SignalsMax).Count() == SignalsMax)
        {
            return $"A wait condition handle takes {SignalsMax} signals.";
        }

        if (state.Signals.Find(Keeping.Signal.IdOf(owner, id)) is null)
        {
            state.Signals.Put(new(Keeping.Signal.IdOf(owner, id), handle.Account, owner, id)
            {
                IsSuccess = status == "SUCCESS",
                At = node.Now,
                Reason = reason,
                Data = data,
            });
        }

        await held.Keep();
        loop.Tell();
        return null;
    }

    private static (string Status, string Id, string? Reason, string? Data)? Read(string body)
    {
        if (body.Length > SignalCharactersMax)
        {
            return null;
        }

        try
        {
            var all = JsonNode.Parse(body, documentOptions: once) as JsonObject;
            return Scalars.Text(all?["Status"]) is ("SUCCESS" or "FAILURE") and var status
                ? (status, Scalars.Text(all!["UniqueId"]) ?? "", Scalars.Text(all["Reason"]), Scalars.Text(all["Data"]))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
