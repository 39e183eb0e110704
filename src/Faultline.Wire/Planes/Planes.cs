using System.Collections.Frozen;
using Faultline.Kernel.Faults;

namespace Faultline.Wire.Planes;

/// <summary>
/// Which plane an operation belongs to, and whether it only reads. Whatever is not named here is the control plane's.
/// Facts from "Control planes and data planes" and "Global services" in AWS's whitepaper AWS Fault Isolation
/// Boundaries, and from the services' own pages.
/// </summary>
public static class Planes
{
    /// <summary>The operations of the data plane, by service; a star stands for all of them.</summary>
    private static readonly FrozenDictionary<string, FrozenSet<string>> dataPlane = new Dictionary<string, string>
    {
        ["sqs"] = "SendMessage SendMessageBatch ReceiveMessage DeleteMessage DeleteMessageBatch "
            + "ChangeMessageVisibility ChangeMessageVisibilityBatch",
        ["sns"] = "Publish PublishBatch",
        ["events"] = "PutEvents PutPartnerEvents",
        ["s3"] = "GetObject PutObject DeleteObject DeleteObjects HeadObject HeadBucket ListObjects ListObjectsV2 "
            + "ListObjectVersions CopyObject CreateMultipartUpload UploadPart UploadPartCopy CompleteMultipartUpload "
            + "AbortMultipartUpload ListParts ListMultipartUploads RestoreObject SelectObjectContent GetObjectTagging "
            + "PutObjectTagging DeleteObjectTagging GetObjectAcl PutObjectAcl GetObjectAttributes GetObjectRetention "
            + "PutObjectRetention GetObjectLegalHold PutObjectLegalHold CreateSession",
        ["dynamodb"] = "GetItem PutItem UpdateItem DeleteItem Query Scan BatchGetItem BatchWriteItem TransactGetItems "
            + "TransactWriteItems ExecuteStatement BatchExecuteStatement ExecuteTransaction",
        ["dynamodbstreams"] = "*",
        ["sdb"] = "PutAttributes BatchPutAttributes GetAttributes DeleteAttributes BatchDeleteAttributes Select",
        ["rds-data"] = "*",
        ["ebs"] = "*",
        ["sts"] = "*",
        ["kms"] = "Encrypt Decrypt ReEncrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair "
            + "GenerateDataKeyPairWithoutPlaintext GenerateMac VerifyMac GenerateRandom Sign Verify DeriveSharedSecret",
        ["lambda"] = "Invoke InvokeAsync InvokeWithResponseStream",
        ["secretsmanager"] = "GetSecretValue BatchGetSecretValue",
        ["ssm"] = "GetParameter GetParameters GetParametersByPath",
        ["logs"] = "PutLogEvents GetLogEvents FilterLogEvents StartLiveTail",
        ["cloudwatch"] = "PutMetricData GetMetricData GetMetricStatistics",
        ["stepfunctions"] = "StartExecution StartSyncExecution SendTaskSuccess SendTaskFailure SendTaskHeartbeat "
            + "GetActivityTask",
        ["ecr"] = "GetAuthorizationToken BatchGetImage GetDownloadUrlForLayer BatchCheckLayerAvailability PutImage "
            + "InitiateLayerUpload UploadLayerPart CompleteLayerUpload",
        ["servicediscovery"] = "DiscoverInstances DiscoverInstancesRevision",
        ["route53-recovery-cluster"] = "*",
    }.ToFrozenDictionary(
        each => each.Key, each => each.Value.Split(' ').ToFrozenSet(StringComparer.Ordinal), StringComparer.Ordinal);

    private static readonly string[] readingWords =
    [
        "Get", "List", "Describe", "Head", "BatchGet", "Lookup", "Search", "Query", "Scan", "Select", "Filter",
        "Discover", "Receive", "Test", "Validate", "Estimate", "Simulate", "Preview", "Check",
    ];

    public static OperationFacts Of(string service, string operation)
    {
        var isData = dataPlane.TryGetValue(service, out var data) && (data.Contains("*") || data.Contains(operation));
        return new(
            operation,
            ControlPlane: !isData,
            Reads: readingWords.Any(word => operation.StartsWith(word, StringComparison.Ordinal)));
    }
}
